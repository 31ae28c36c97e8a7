import { detachedRun } from './detached-run.ts';
import { runAbandoned, runReturned, runThrew } from './end-run.ts';
import { failOpen } from './fail-open.ts';
import { openRun } from './open-run.ts';
import type { RunOptions, RunOptionsWithTicket } from './options.ts';
import type { Run } from './run.ts';

/** A run that is ended by hand. */
export interface StartedRun extends Disposable {
  readonly run: Run;
  /** Ends the run: succeeded, or as it was declared with `run.incomplete` or `run.fail`. */
  readonly end: () => void;
  /** Ends the run as failed; a run whose own abort the error answers is cancelled or has timed out. */
  readonly fail: (error: unknown) => void;
  /** Ends the run, unless it was ended, as cancelled with the reason `abandoned`. */
  [Symbol.dispose](): void;
}

/** Starts a run, for code that can't be wrapped. Use `using`, so that a run is never left open. */
export function startRun(options: RunOptions | RunOptionsWithTicket): StartedRun {
  const run = failOpen('starting a run', () => openRun(options), detachedRun);
  return {
    run,
    end: () => runReturned(run),
    fail: (error) => runThrew(run, error),
    [Symbol.dispose]: () => runAbandoned(run, 'abandoned'),
  };
}
