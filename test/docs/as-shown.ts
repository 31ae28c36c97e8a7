/**
 * What a program printed, without what differs from one time to the next: ids, times, durations, how long bars are.
 * Two texts that are the same after this say the same.
 */
export function asShown(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/\brun_[0-9A-HJKMNP-TV-Z]{26}\b/g, 'run_…')
        .replaceAll(/\b[0-9a-f]{32}\b/g, '…')
        .replaceAll(/\b\d{8}T\d{6}\.\d+Z-[0-9a-f]+\b/g, '…')
        .replaceAll(/file:\/\/\S*\//g, 'file:///…/')
        .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, 'TIME')
        .replaceAll(/\b\d\d:\d\d:\d\d(?:\.\d+)?/g, 'TIME')
        .replaceAll(/\bpid \d+ on \S+\b/g, 'pid … on …')
        .replaceAll(/(?<![\w.])\d+(?:[.,]\d+)* ?(?:ms|s|m)\b/g, 'DURATION')
        .replace(/^(STEP\s).*$/, '$1')
        .replaceAll(/[━░┄][━░┄✕…]*/g, '━')
        .replaceAll(/\s+/g, ' ')
        .trim(),
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
