import {
  toRun,
  toStep,
  whyOf,
  type Run,
  type RunEvent,
  type RunState,
  type StatusFile,
  type Step,
} from '@runlight/contract';
import { readEvents, readRun, readSteps, RunDirError, type RunReading } from '@runlight/run-dir';

import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';
import type { RunReport } from './render/run-report.ts';
import { shortPath } from './runs-directory.ts';
import type { Terminal } from './terminal.ts';
import { unattended } from './unattended.ts';
import { HighlightsReader } from './timeline/highlights-reader.ts';
import { HistoryReader } from './timeline/run-history.ts';

/** Reads a run. Throws a {@link CliError} that says what to do when there is nothing of a run in the directory. */
export function readRunFrom(directory: string, terminal: Terminal): RunReading {
  try {
    return readRun(directory);
  } catch (error) {
    if (!(error instanceof RunDirError) || error.code !== 'run_not_found') throw error;
    const path = shortPath(directory, terminal);
    throw new CliError(
      'nothing_of_a_run',
      `Nothing in ${path} tells of a run. See why: runlight validate ${path}`,
      {
        exitCode: EXIT.noInput,
        cause: error,
      },
    );
  }
}

/** Reads a run of ours. Throws a {@link CliError} for one of another producer, which takes no requests. */
export function ownRunFrom(directory: string, terminal: Terminal): RunReading & { readonly state: RunState } {
  const run = readRunFrom(directory, terminal);
  const { state } = run;
  if (state !== null) return { ...run, state };
  const path = shortPath(directory, terminal);
  throw new CliError(
    'foreign_run',
    `The run in ${path} was not made by Runlight; it can be looked at, and nothing else.`,
  );
}

/** Why a run is as it is, with how long ago things were; first of all when nobody executes it any more. */
export async function reasonsOf({ directory, state, status }: RunReading, now: number): Promise<string[]> {
  const why = state === null ? status.why : whyOf(state, now);
  const warning = status.outcome === null ? await unattended(directory) : undefined;
  return warning === undefined ? [why] : [warning, why];
}

/** All that `show` shows, in two passes over the stream. */
export async function readReport(directory: string, terminal: Terminal): Promise<RunReport> {
  const run = readRunFrom(directory, terminal);
  const now = terminal.now();
  const history = new HistoryReader();
  const highlights = new HighlightsReader();
  for (const event of readEvents(directory)) {
    if (isMistaken(event, run.status)) continue;
    history.add(event);
    highlights.add(event);
  }
  return {
    status: run.status,
    annotations: run.state?.annotations ?? [],
    reasons: await reasonsOf(run, now),
    history: history.finish(now),
    highlights: highlights.finish(),
    directory: shortPath(directory, terminal),
    remarks: remarksOn(run),
  };
}

/** That a run was found lost is no part of its story if it goes on, or came to an end of its own. */
function isMistaken(event: RunEvent, { outcome }: StatusFile): boolean {
  if (outcome === 'lost') return false;
  return (
    event.event === 'workflow.run.lost' ||
    (event.event === 'workflow.run.completed' && event.inferred === true)
  );
}

export interface RunAsJson {
  readonly run: Run | null;
  readonly why: string;
  readonly status: StatusFile;
  readonly steps: readonly Step[];
}

export async function runAsJson(directory: string, terminal: Terminal): Promise<RunAsJson> {
  const reading = readRunFrom(directory, terminal);
  const { state, status } = reading;
  const now = terminal.now();
  return {
    run: state && toRun(state, now),
    why: (await reasonsOf(reading, now)).join(' '),
    status,
    steps: readSteps(directory).map((step) => toStep(step, status.run_id)),
  };
}

function remarksOn({ state, status, tornLines, foreignLines }: RunReading): string[] {
  const { illegal_transitions } = status.counts;
  return [
    ...(state === null ? ['written by another producer: only what status.json says is known'] : []),
    ...(tornLines > 0 ? [`${lines(tornLines)} of events.ndjson cut off, by a crash or a full disk`] : []),
    ...(foreignLines > 0 && state !== null
      ? [`${lines(foreignLines)} of events.ndjson from another producer`]
      : []),
    ...(illegal_transitions > 0
      ? [`${illegal_transitions} transitions were asked for after the end and not applied`]
      : []),
  ];
}

function lines(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}
