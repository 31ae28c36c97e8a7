import { illegalTransitions, parseTimestamp, toRun, type RunState } from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';
import { localDirectory, processIn } from '../artifacts/local-directory.ts';
import type { Executor } from '../ingest/executors.ts';
import type { Parts } from '../parts.ts';
import { entityTag } from '../http/entity-tag.ts';
import { toRunItems } from '../runs/read-run-items.ts';
import { runNotFound } from '../runs/visible-runs.ts';
import type { ServerSettings } from '../server-settings.ts';
import type { RunRow } from '../store/schema.ts';
import { businessOf } from './business.ts';
import { failureOf } from './failure.ts';
import { missingEvents } from './gaps.ts';
import { gateOf } from './gate.ts';
import { movingEvents, remindersSince } from './run-history.ts';
import { stateTimeline } from './state-timeline.ts';

const MINUTE_MS = 60_000;
/** A loop that waits a hundred thousand times has as many. */
const MAX_STATES = 1000;

/** A run with all that its page shows at first sight. */
export async function runDetail(
  parts: Parts,
  row: RunRow,
  state: RunState,
  gaps: RunDetail['gaps'],
): Promise<RunDetail> {
  const { db } = parts.store;
  const now = parts.now();
  const [item] = await toRunItems(db, [row], now);
  if (item === undefined) throw runNotFound(row.run_id);
  const gate = gateOf(state);
  return {
    ...toRun(state, now),
    ...item, // after it: whose a run is says who sent it, not the events themselves
    states: stateTimeline(await movingEvents(db, row.run_id), state, now).slice(-MAX_STATES),
    steps: state.steps,
    executor: executorOf(parts, row),
    failure: await failureOf(db, row, state, now),
    gate: gate && { ...gate, reminded_at: await remindersSince(db, row.run_id, gate.since) },
    business: await businessOf(db, row, state),
    progress: {
      heartbeat_at: state.heartbeat?.mark[0] ?? null,
      heartbeat_interval_ms: state.heartbeat_interval?.ms ?? null,
      missing_events: missingEvents(state),
      illegal_transitions: illegalTransitions(state),
    },
    gaps,
    links: linksOf(parts.settings.links, row, now),
  };
}

/** Who executes it: its process told that with its events, or in its directory. */
function executorOf({ settings }: Parts, row: RunRow): RunDetail['executor'] {
  if (row.executor !== null) return JSON.parse(row.executor) as Executor; // only this server writes the column
  const directory = localDirectory(settings.runsDirectories, row);
  const process = directory === undefined ? undefined : processIn(directory);
  return process === undefined ? null : { service: null, host: process.host, pid: process.pid, pod: null };
}

/**
 * Tells answers apart that say different things: by what changed of the run, by heartbeats, which are no change, and by
 * what others have to do with it. Weak, because a run that goes on has lasted longer with each answer.
 */
export function etagOf({ version, gaps, failure, business }: RunDetail, { events }: RunState): string {
  return `W/${entityTag([version, events, gaps, failure, business])}`;
}

export function stateIn({ state }: Pick<RunRow, 'state'>): RunState {
  return JSON.parse(state) as RunState; // only this server writes the column
}

function linksOf(templates: ServerSettings['links'], row: RunRow, now: number): RunDetail['links'] {
  const from = parseTimestamp(row.queued_at ?? row.started_at ?? row.sort_at) - MINUTE_MS;
  const to = (row.ended_at === null ? now : parseTimestamp(row.ended_at)) + MINUTE_MS;
  const values: Readonly<Record<string, string>> = {
    trace_id: row.trace_id,
    run_id: row.run_id,
    from: `${Math.floor(from)}`,
    to: `${Math.ceil(to)}`,
  };
  const filled = (template: string | null): string | null =>
    template?.replaceAll(/\{(?<name>\w+)\}/g, (whole: string, name: string) =>
      Object.hasOwn(values, name) ? encodeURIComponent(values[name] ?? '') : whole,
    ) ?? null;
  return { trace: filled(templates.trace), logs: filled(templates.logs) };
}
