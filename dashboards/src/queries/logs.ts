import { RUN_OUTCOMES, type EventName, type RunOutcome } from '@runlight/contract';

import { LABEL } from './labels.ts';
import { is, isOneOf } from './matchers.ts';
import type { Matcher } from './metrics.ts';

/** The streams of all services. */
const STREAMS = `{${LABEL.service}=~".+"}`;

/**
 * The streams of the environments that a variable selects.
 *
 * A stream without an environment is always among them: its records may be of any.
 */
export function streamsOfSelected(variable: string): string {
  return `{${LABEL.service}=~".+", ${LABEL.environment}=~"($${variable})?"}`;
}

/** Records of which one of these events is told, and which the matchers match. */
export function eventRecords(
  events: readonly EventName[],
  where: readonly Matcher[] = [],
  streams = STREAMS,
): string {
  return [streams, isOneOf(LABEL.event, events), ...where].join(' | ');
}

/** Everything that was logged inside a run: its events and the application's own records. */
export function recordsOfRun(runId: string): string {
  return `${STREAMS} | ${is(LABEL.runId, runId)}`;
}

/** The events with which a run says how it ended, one per outcome. */
export const endEvent = (outcome: RunOutcome): EventName => `workflow.run.${outcome}`;

/** The ends of runs in the outcomes that a variable selects. */
export function selectedEnds(variable: string): readonly Matcher[] {
  // The first matcher keeps "All" from matching events that are no ends.
  return [
    isOneOf(LABEL.event, RUN_OUTCOMES.map(endEvent)),
    `${LABEL.event}=~"workflow[.]run[.]($${variable})"`,
  ];
}

const AT = '{{ unixEpochMillis __timestamp__ }}';

/**
 * Adds the time range of a run that ended, for a link to it: `from_ms` and `to_ms`, a minute wider on each side.
 *
 * A lost run was silent for a while before it was given up, which is no part of its duration: an hour more.
 */
export function withTimeRange(records: string): string {
  const from = `{{ if eq .${LABEL.event} "workflow.run.lost" }}${millisAt(-HOUR_MS, true)}{{ else }}${millisAt(-MINUTE_MS, true)}{{ end }}`;
  return `${records} | label_format from_ms=\`${from}\`, to_ms=\`${millisAt(MINUTE_MS, false)}\``;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A template for milliseconds: the record’s time, moved, and by the run’s duration as well if so told. */
function millisAt(shiftMs: number, beforeRun: boolean): string {
  const at = `(addf (float64 (unixEpochMillis __timestamp__)) ${shiftMs.toFixed(1)})`;
  const moved = beforeRun ? `(subf ${at} (float64 .${LABEL.runDuration}))` : at;
  return `{{ printf "%.0f" ${moved} }}`;
}

/** When the latest of the records was written, in ms, per group. */
export function latestAt(records: string, over: string, by: readonly string[]): string {
  return `max by (${by.join(', ')}) (max_over_time(${records} | label_format at_ms=\`${AT}\` | unwrap at_ms [${over}]))`;
}

export function recordCount(records: string, over: string, by: readonly string[]): string {
  return `sum by (${by.join(', ')}) (count_over_time(${records} [${over}]))`;
}

/** The largest value that a label has in the records: of a label that only one of them has, its value. */
export function labelValue(records: string, label: string, over: string): string {
  return `max(max_over_time(${records} | unwrap ${label} [${over}]))`;
}
