import { formatTimestamp, WAIT_KINDS } from '@runlight/contract';

import { oneOf, timeOf } from './given-values.ts';
import { HeldTime } from './held-time.ts';
import type { BlockOptions, WaitOptions } from './options.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

const REASON_LIMIT = 1024;

export type HoldReason =
  | ({ readonly status: 'waiting' } & WaitOptions)
  | ({ readonly status: 'blocked' } & BlockOptions);

/** The waits and blocks of a run. */
export class Holds {
  readonly #run: Run;
  #count = 0;
  #held = new HeldTime();

  constructor(run: Run) {
    this.#run = run;
  }

  /** Takes over the waiting time that other processes counted. */
  carryOver(waitingMs: number): void {
    this.#held = new HeldTime(waitingMs);
  }

  /** How long the run was held so far, in milliseconds. */
  totalMs(now: number): number {
    return this.#held.totalMs(now);
  }

  /** Says that the run is held, until the returned function is called. */
  begin(hold: HoldReason, step: Step | undefined): () => void {
    const run = this.#run;
    const began = run.clock.now();
    const waitId = `${run.recorder.producer}.${this.#count}`;
    this.#count += 1;
    this.#held.begin(began);
    this.#say(hold, waitId, step, began);

    let over = false;
    return () => {
      if (over) return;
      over = true;
      const now = run.clock.now();
      const waited_ms = this.#held.end(now);
      // The run's event first, both times: what then is told of the step is told of a run in that state.
      run.record({ event: 'workflow.run.resumed', wait_id: waitId, waited_ms }, now);
      step?.resumed(now);
    };
  }

  #say(hold: HoldReason, wait_id: string, step: Step | undefined, began: number): void {
    const reason = this.#text(hold.reason);
    const step_name = step?.label;
    if (hold.status === 'blocked') {
      const needs = this.#text(hold.needs);
      this.#run.record({ event: 'workflow.run.blocked', wait_id, reason, step_name, needs }, began);
      step?.held({ event: 'workflow.step.blocked', reason, needs }, began);
    } else {
      const wait_kind = oneOf(WAIT_KINDS, hold.kind) ?? 'external';
      const time = timeOf(hold.until);
      const until = time === undefined ? undefined : formatTimestamp(time);
      this.#run.record(
        { event: 'workflow.run.waiting', wait_id, reason, step_name, until, wait_kind },
        began,
      );
      step?.held({ event: 'workflow.step.waiting', wait_kind, reason, until }, began);
    }
  }

  #text(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.#run.redactor.text(text, REASON_LIMIT);
  }
}
