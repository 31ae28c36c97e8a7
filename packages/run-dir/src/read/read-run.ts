import { join } from 'node:path';

import {
  markSeen,
  type RunEvent,
  type RunState,
  type SeenEvents,
  type StatusFile,
  type StepState,
} from '@runlight/contract';

import { FILES } from '../layout.ts';
import { isDirectory } from '../plain-files.ts';
import { RunDirError } from '../run-dir-error.ts';
import { foldRun } from './fold-stream.ts';
import { parseLine } from './parse-line.ts';
import { readStatus, statusFrom } from './read-status.ts';
import { readLines } from './stream-lines.ts';

/** A run as its directory tells it. */
export interface RunReading {
  readonly directory: string;
  /** Null for a run of another producer, whose events are not ours to fold. */
  readonly state: RunState | null;
  readonly status: StatusFile;
  /** Lines that a crash or a full disk cut off; they were passed by. */
  readonly tornLines: number;
  /** Lines of other producers; they were passed by. */
  readonly foreignLines: number;
}

/**
 * Reads a run: all of its stream, from its checkpoint if it is long. Tolerant of torn lines, foreign lines and missing
 * files.
 *
 * Throws `run_not_found` if there is no directory or nothing of a run in it, and `unsafe_path` for links in a file's place.
 */
export function readRun(directory: string): RunReading {
  if (isDirectory(directory)) {
    const folded = foldRun(directory);
    const status = folded === undefined ? readStatus(directory) : statusFrom(directory, folded);
    if (status !== undefined) {
      return {
        directory,
        state: folded?.state ?? null,
        status,
        tornLines: folded?.tornLines ?? 0,
        foreignLines: folded?.foreignLines ?? 0,
      };
    }
  }
  throw new RunDirError('run_not_found', `No run in ${directory}`);
}

/**
 * A run's events in the order of its stream, then what was said after its end; each event once.
 *
 * Reads as it goes: takes memory for one chunk of the file. Throws `unsafe_path`.
 */
export function* readEvents(directory: string): Generator<RunEvent, void, undefined> {
  let runId: string | undefined;
  const seen = new Map<string, SeenEvents>();
  for (const name of [FILES.events, FILES.afterEnd]) {
    for (const { text, complete } of readLines(join(directory, name))) {
      const parsed = complete ? parseLine(text) : undefined;
      if (parsed?.kind !== 'event') continue;
      const { event } = parsed;
      runId ??= event.run_id;
      if (event.run_id !== runId) continue;
      const ranges = seen.get(event.producer) ?? [];
      seen.set(event.producer, ranges);
      if (markSeen(ranges, event.seq)) yield event;
    }
  }
}

/** All steps of a run, the attempts one by one, in the order in which they began. Takes memory for all of them. */
export function readSteps(directory: string): StepState[] {
  const steps: StepState[] = [];
  const folded = foldRun(directory, {
    onEvent: (_, closed) => {
      if (closed !== null) steps.push(closed);
    },
  });
  if (folded !== undefined) steps.push(...Object.values(folded.state.open_steps));
  return steps.toSorted((a, b) => compareStarts(startOf(a), startOf(b)));
}

function startOf(step: StepState): string {
  return step.started?.[0] ?? step.ended_at ?? '';
}

function compareStarts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
