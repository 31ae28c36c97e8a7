/**
 * A page with the parts between `<!-- generated: NAME -->` and `<!-- end of NAME -->` replaced.
 *
 * Throws unless the page has exactly the parts that are given.
 */
export function replaceParts(page: string, parts: Readonly<Record<string, string>>): string {
  const missing = new Set(Object.keys(parts));
  const replaced = page.replaceAll(
    /^<!-- generated: (.+) -->\n.*?^<!-- end of \1 -->$/gms,
    (_, name: string) => {
      const content = parts[name];
      if (content === undefined || !missing.delete(name))
        throw new Error(`The page has a part ${name} too many`);
      return `<!-- generated: ${name} -->\n\n${content}\n\n<!-- end of ${name} -->`;
    },
  );
  if (missing.size > 0) throw new Error(`The page has no part ${[...missing].join(', ')}`);
  return replaced;
}
