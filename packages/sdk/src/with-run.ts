import { detachedRun } from './detached-run.ts';
import { runReturned, runThrew } from './end-run.ts';
import { failOpen } from './fail-open.ts';
import { openRun } from './open-run.ts';
import type { RunOptions, RunOptionsWithTicket } from './options.ts';
import type { Run } from './run.ts';
import { inScope } from './scope.ts';
import { settle } from './settle.ts';

/**
 * Runs a function as a workflow run: a root span, and one event for each transition.
 *
 * Sync in, sync out; what the function returns or throws is handed on as it is. The run succeeds when the function
 * returns, fails when it throws, is cancelled or has timed out when it throws because `run.signal` was aborted, and
 * ends otherwise if it said so (`run.incomplete`, `run.fail`, `run.handOff`). A run inside of a run is linked to it.
 */
export function withRun<T>(options: RunOptions | RunOptionsWithTicket, fn: (run: Run) => T): T {
  const run = failOpen('starting a run', () => openRun(options), detachedRun);
  return execute(run, fn);
}

/** Runs a function inside of a run and ends the run with it; beside a run that is over it simply runs. */
export function execute<T>(run: Run, fn: (run: Run) => T): T {
  if (run.ended) return fn(run);
  return settle(() => fn(run), {
    enter: (turn) => inScope({ run, step: undefined }, run.place.context, turn),
    ok: () => runReturned(run),
    threw: (error) => runThrew(run, error),
    leave: () => runReturned(run),
  });
}
