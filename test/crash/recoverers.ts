import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { RecoveredRun } from '@runlight/run-dir';

const SCRIPT = fileURLToPath(new URL('recover-on-request.ts', import.meta.url));

/** Processes that wait to recover runs, so that several can do it at the same moment. */
export class Recoverers implements AsyncDisposable {
  readonly #processes: readonly ChildProcess[];
  /** Aborted when one of them ends. */
  readonly #ended = new AbortController();

  constructor(count: number) {
    this.#processes = Array.from({ length: count }, () =>
      fork(SCRIPT, { execArgv: ['--conditions=@runlight/source'] }).once('exit', () => this.#ended.abort()),
    );
  }

  /** Has all of them recover at once; gives what each says that it recovered. */
  recoverAtOnce(root: string): Promise<RecoveredRun[][]> {
    const { signal } = this.#ended;
    return Promise.all(
      this.#processes.map(async (process) => {
        process.send(root);
        const [recovered] = (await once(process, 'message', { signal })) as [RecoveredRun[]]; // what the script sends
        return recovered;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exits = this.#processes.map((process) => once(process, 'exit'));
    for (const process of this.#processes) process.kill();
    await Promise.all(exits);
  }
}
