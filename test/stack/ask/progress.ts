const startedAt = performance.now();

/** Tells whoever runs the test by hand, or reads the log of CI, what is going on. */
export function progress(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${line}\n`);
}
