import { statSync } from 'node:fs';
import { join } from 'node:path';

import type { RunEvent, RunState, StepState } from '@runlight/contract';

import { FILES, runDirectoryOf } from '../layout.ts';
import { foldRun, StreamFold } from '../read/fold-stream.ts';
import { readLines } from '../read/stream-lines.ts';
import { hasAuthoritativeEnd } from './final-claim.ts';
import { RecentSteps } from './recent-steps.ts';
import type { WriteSettings } from './settings.ts';

/** A run directory that is ready for this process to append to. */
export interface OpenedRun {
  readonly runId: string;
  readonly directory: string;
  /** The stream to append to: after the run's end the one beside it. */
  readonly stream: typeof FILES.events | typeof FILES.afterEnd;
  /** What is known of the run; undefined if nothing is. */
  readonly state: RunState | undefined;
  readonly foldedTo: number;
  /** For who takes the run over: the steps of which the process before may have left files unwritten. */
  readonly unsettled: readonly StepState[];
}

/** Somebody who only adds lines needs no more of the past than says in what state the run is. */
const TAIL_BYTES = 1024 * 1024;

/** True for an event by which a process says that it executes the run, or keeps it until somebody does. */
export function isClaim(event: RunEvent, state: RunState | undefined): boolean {
  switch (event.event) {
    case 'workflow.run.running':
      return true;
    case 'workflow.run.resumed':
      return event.wait_id === undefined && event.inferred !== true;
    case 'workflow.run.queued':
      return state === undefined || state.started === null;
    default:
      return false;
  }
}

/** Makes a run's directory, or finds it, and reads what the writer of `event` has to know. Throws `unsafe_path`. */
export function openRun(event: RunEvent, settings: WriteSettings): OpenedRun {
  const runId = event.run_id;
  const directory = runDirectoryOf(settings.root, runId);
  settings.prepare(directory);
  const events = join(directory, FILES.events);
  const size = statSync(events, { throwIfNoEntry: false })?.size ?? 0;
  const fresh = {
    runId,
    directory,
    stream: FILES.events,
    state: undefined,
    foldedTo: 0,
    unsettled: [],
  } as const;
  if (size === 0) return fresh;
  if (hasAuthoritativeEnd(directory)) {
    return {
      ...fresh,
      stream: FILES.afterEnd,
      state: foldTail(events, size),
      foldedTo: Number.POSITIVE_INFINITY,
    };
  }
  if (!isClaim(event, undefined)) return { ...fresh, state: foldTail(events, size), foldedTo: size };
  const recent = new RecentSteps();
  const folded = foldRun(directory, { onEvent: (_, closed) => closed && recent.add(closed) });
  if (folded === undefined) return fresh;
  const { state, offset } = folded;
  return { ...fresh, state, foldedTo: offset, unsettled: recent.in(state) };
}

function foldTail(path: string, size: number): RunState | undefined {
  const fold = new StreamFold();
  const from = Math.max(0, size - TAIL_BYTES);
  const [cut] = from === 0 ? [] : readLines(path, from);
  fold.read(path, cut?.end ?? 0);
  return fold.state;
}
