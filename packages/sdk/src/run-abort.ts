import { atDeadline } from './deadline.ts';
import { readProperty } from './read-property.ts';
import type { Run } from './run.ts';

/** What `run.signal` is aborted with when the run is cancelled. */
export class RunCancelledError extends Error {
  readonly code = 'run_cancelled';

  constructor(reason: string | undefined) {
    super(reason === undefined ? 'The run was cancelled' : `The run was cancelled: ${reason}`);
    this.name = 'AbortError'; // what fetch and Node's own APIs call it, so that handlers know it
  }
}

/** What `run.signal` is aborted with when the run's time is up. */
export class RunTimedOutError extends Error {
  readonly code = 'run_timed_out';

  constructor(timeoutMs: number) {
    super(`The run took longer than ${timeoutMs} ms`);
    this.name = 'TimeoutError';
  }
}

const MAX_CAUSES = 5;

/** Ends a run from outside: by request or because its time is up. */
export class RunAbort {
  readonly #run: Run;
  readonly #controller = new AbortController();
  readonly #stops: (() => void)[] = [];
  /** The caller's signal, once it has aborted the run. */
  #followed: AbortSignal | undefined;
  timeoutMs: number | undefined;
  timedOut = false;
  reason: string | undefined;
  actor: string | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(reason: string | undefined, actor: string | undefined): void {
    if (this.#run.ended || this.signal.aborted) return;
    this.reason = reason;
    this.actor = actor;
    this.#run.record({ event: 'workflow.run.cancelling', reason, actor });
    this.#controller.abort(new RunCancelledError(reason));
  }

  /** Cancels the run when a signal of the caller's aborts. */
  follow(signal: AbortSignal): void {
    const onAbort = (): void => {
      this.#followed = signal;
      this.cancel(this.#run.describe(signal.reason).message, undefined);
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stops.push(() => signal.removeEventListener('abort', onAbort));
  }

  /** Does not keep the process alive. */
  timeOutAfter(timeoutMs: number): void {
    this.timeoutMs = timeoutMs;
    this.#stops.push(atDeadline(timeoutMs, () => this.#timeOut(timeoutMs), false));
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Tells whether an error, or one of its causes, says no more than that this abort was heeded. */
  isAnsweredBy(error: unknown): boolean {
    if (!this.signal.aborted) return false;
    let current = error;
    for (let depth = 0; depth < MAX_CAUSES && current !== undefined; depth += 1) {
      // What was given the caller's own signal fails with that signal's reason.
      if (current === this.signal.reason || current === this.#followed?.reason) return true;
      if (readProperty(current, 'name') === 'AbortError') return true;
      current = readProperty(current, 'cause');
    }
    return false;
  }

  #timeOut(timeoutMs: number): void {
    if (this.#run.ended || this.signal.aborted) return;
    const error = new RunTimedOutError(timeoutMs);
    this.timedOut = true;
    this.reason = error.message;
    this.#run.record({ event: 'workflow.run.cancelling', reason: error.message });
    this.#controller.abort(error);
  }
}
