import { ATTR } from '@runlight/contract';
import { runDirectoryOf } from '@runlight/run-dir';
import type { Run } from '@runlight/sdk';
import { temporaryDirectory } from '@runlight/testing/runs';
import { afterEach, beforeEach, onTestFinished } from 'vitest';

import { LiveProcess } from './live-process.ts';
import { toldByAll, toldByJournal, type ToldTelemetry } from './told-telemetry.ts';

/** What a test has at hand: this process with Runlight at work, and what is told of its runs. */
export class LiveInTest {
  #root = '';
  #process: LiveProcess | undefined;

  /** Registers Runlight anew for each test of a file. */
  constructor() {
    beforeEach(() => {
      this.#root = temporaryDirectory(onTestFinished);
      this.#process = new LiveProcess(this.runsDirectory);
    });
    afterEach(() => this.#process?.[Symbol.asyncDispose]());
  }

  /** A directory of the test's own, in which the runs directory lies. */
  get root(): string {
    return this.#root;
  }

  get runsDirectory(): string {
    return `${this.#root}/runs`;
  }

  /** What lets a process that is no child of the run find it. */
  get env(): Record<string, string> {
    return { RUNLIGHT_RUNS_DIR: this.runsDirectory };
  }

  directoryOf(runId: string): string {
    return runDirectoryOf(this.runsDirectory, runId);
  }

  /** Runs something as a run, whatever becomes of it, and gives the run's id. */
  async runIdOf(execute: (note: (run: Run) => void) => unknown): Promise<string> {
    let runId = '';
    const work = async (): Promise<unknown> => await execute((run) => (runId = run.id));
    await Promise.allSettled([work()]);
    return runId;
  }

  /**
   * What the journal tells of a run, and what was told while it went on: by this process and by the others whose parts
   * are given. Of all that was told exactly `roots` spans must be the run's root span.
   */
  bothSides(
    runId: string,
    { parts = [], roots = 1 }: { readonly parts?: readonly ToldTelemetry[]; readonly roots?: number } = {},
  ): { readonly journal: ToldTelemetry; readonly live: ToldTelemetry } {
    const own = this.#process?.toldOf(runId);
    const live = toldByAll(...(own === undefined ? [] : [own]), ...parts);
    const found = live.spans.filter(({ attributes }) => ATTR.RUN_OUTCOME in attributes);
    if (found.length !== roots || live.logRecords.length === 0) {
      throw new Error(`Run ${runId} told ${live.logRecords.length} events and ${found.length} root spans`);
    }
    return { journal: toldByJournal(this.directoryOf(runId)), live };
  }
}
