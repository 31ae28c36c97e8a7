import { atDeadline } from './deadline.ts';
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
  #stop: (() => void) | undefined;
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

  /** Cancels the run with a signal of the caller's; the returned function stops listening. */
  follow(signal: AbortSignal): () => void {
    const onAbort = (): void => {
      const { reason }: { reason: unknown } = signal;
      this.cancel(reason instanceof Error ? this.#run.describe(reason).message : undefined, undefined);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  }

  /** Does not keep the process alive. */
  timeOutAfter(timeoutMs: number): void {
    this.timeoutMs = timeoutMs;
    this.#stop = atDeadline(timeoutMs, () => this.#timeOut(timeoutMs), false);
  }

  stop(): void {
    this.#stop?.();
  }

  isAnsweredBy(error: unknown): boolean {
    if (!this.signal.aborted) return false;
    for (let current = error, depth = 0; depth < MAX_CAUSES; depth += 1) {
      if (current === this.signal.reason) return true;
      if (typeof current !== 'object' || current === null) return false;
      if ('name' in current && current.name === 'AbortError') return true;
      current = 'cause' in current ? current.cause : undefined;
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
