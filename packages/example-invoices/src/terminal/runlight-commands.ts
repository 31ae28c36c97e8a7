import type { InvoiceResult } from '../batch/invoice-result.ts';

/** Writes the `runlight` commands that a person may want, so that they can be pasted as they stand. */
export class RunlightCommands {
  readonly #suffix: string;

  /** `runsDir` is left out of the commands where it is what `runlight` takes by itself. */
  constructor(runsDir: string, defaultRunsDir: string) {
    this.#suffix = runsDir === defaultRunsDir ? '' : ` --runs ${shellQuoted(runsDir)}`;
  }

  command(...words: string[]): string {
    return `npx runlight ${words.map(shellQuoted).join(' ')}${this.#suffix}`;
  }

  /** The three commands worth trying after a batch. */
  worthTrying(results: readonly InvoiceResult[]): string[] {
    const interesting = mostInteresting(results);
    const list = this.command('list');
    return interesting === undefined
      ? [list]
      : [list, this.command('show', interesting.runId), this.command('tail', interesting.runId)];
  }
}

/** A run that failed, best one that tried several times first; else one that ended incomplete; else the last one. */
function mostInteresting(results: readonly InvoiceResult[]): InvoiceResult | undefined {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const mostRetries = failed.toSorted((a, b) => b.retries - a.retries)[0];
  return mostRetries ?? results.find(({ outcome }) => outcome === 'incomplete') ?? results.at(-1);
}

function shellQuoted(word: string): string {
  return /^[\w./:@#-]+$/.test(word) && !word.startsWith('#') ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
