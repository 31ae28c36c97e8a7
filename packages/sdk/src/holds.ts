import { formatTimestamp } from '@runlight/contract';

import { durationBetween } from './clock.ts';
import type { BlockOptions, WaitOptions } from './options.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

const REASON_LIMIT = 1024;

export type HoldReason =
  | ({ readonly status: 'waiting' } & WaitOptions)
  | ({ readonly status: 'blocked' } & BlockOptions);

/** The waits and blocks of a run: waiting time is their union, not their sum. */
export class Holds {
  readonly #run: Run;
  #open = 0;
  #count = 0;
  #since = 0;
  #total = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Takes over the waiting time that other processes counted. */
  carryOver(waitingMs: number): void {
    this.#total = waitingMs;
  }

  /** How long the run was held so far, in milliseconds. */
  totalMs(now: number): number {
    return this.#open === 0 ? this.#total : this.#total + durationBetween(this.#since, now);
  }

  /** Says that the run is held, until the returned function is called. */
  begin(hold: HoldReason, step: Step | undefined): () => void {
    const run = this.#run;
    const began = run.clock.now();
    const waitId = `${run.recorder.producer}.${this.#count}`;
    this.#count += 1;
    if (this.#open === 0) this.#since = began;
    this.#open += 1;

    const reason = hold.reason === undefined ? {} : { reason: run.redactor.text(hold.reason, REASON_LIMIT) };
    const until =
      hold.status === 'blocked' || hold.until === undefined ? {} : { until: formatTimestamp(hold.until) };
    const needs =
      hold.status === 'waiting' || hold.needs === undefined
        ? {}
        : { needs: run.redactor.text(hold.needs, REASON_LIMIT) };
    const ofRun = { wait_id: waitId, ...reason, ...until, ...(step === undefined ? {} : { step_name: step.label }) };
    if (hold.status === 'blocked') {
      step?.record({ event: 'workflow.step.blocked', ...reason, ...needs }, began);
      run.record({ event: 'workflow.run.blocked', ...ofRun, ...needs }, began);
    } else {
      const wait_kind = hold.kind ?? 'external';
      step?.record({ event: 'workflow.step.waiting', wait_kind, ...reason, ...until }, began);
      run.record({ event: 'workflow.run.waiting', ...ofRun, wait_kind }, began);
    }

    let over = false;
    return () => {
      if (over) return;
      over = true;
      const now = run.clock.now();
      this.#open -= 1;
      const waited_ms = this.#open === 0 ? durationBetween(this.#since, now) : 0;
      this.#total += waited_ms;
      step?.resumed(durationBetween(began, now), now);
      run.record({ event: 'workflow.run.resumed', wait_id: waitId, waited_ms }, now);
    };
  }
}
