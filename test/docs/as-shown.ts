/** What differs from one time to the next, and what to put in its place. */
const VARIABLE: readonly (readonly [pattern: RegExp, constant: string])[] = [
  [/\brun_[0-9A-HJKMNP-TV-Z]{26}\b/g, 'run_…'],
  [/\b[0-9a-f]{32}\b/g, '…'],
  [/\b\d{8}T\d{6}\.\d+Z-[0-9a-f]+\b/g, '…'],
  [/file:\/\/\S*\//g, 'file:///…/'],
  [/\bpid \d+ on \S+\b/g, 'pid … on …'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, 'TIME'],
  [/\b\d\d:\d\d:\d\d(?:\.\d+)?/g, 'TIME'],
  [/\((?:just now|\S+ ago)\)/g, '(AGE)'],
  [/(?<![\w.])\d+(?:[.,]\d+)* ?(?:ms|s|m)\b/g, 'DURATION'],
  [/^STEP\s.*$/g, 'STEP'], // the time axis
  [/[━░┄⌇](?:[━░┄⌇✕… ]*[━░┄⌇✕…])?/g, '━'],
  [/\s+/g, ' '],
];

/** The lines that a program printed, the same for every time that it says the same. */
export function asShown(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      VARIABLE.reduce((kept, [pattern, constant]) => kept.replaceAll(pattern, constant), line).trim(),
    )
    .filter((line) => line !== '');
}

/** The paths in a commented listing: one a line, indented below its directory, a comment two blanks behind it. */
export function listedPaths(text: string): string[] {
  const above: { readonly indent: number; readonly path: string }[] = [];
  const files: string[] = [];
  for (const line of text.split('\n')) {
    const [, indentation = '', name] = /^(\s*)(\S+(?: \S+)*)/.exec(line) ?? [];
    if (name === undefined) continue;
    while ((above.at(-1)?.indent ?? -1) >= indentation.length) above.pop();
    const path = (above.at(-1)?.path ?? '') + name;
    if (name.endsWith('/')) above.push({ indent: indentation.length, path });
    else files.push(path);
  }
  return files.flatMap(asShown).toSorted();
}
