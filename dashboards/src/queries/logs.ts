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

/** Adds the time range of a run that ended, with a minute on each side, for a link to it: `from_ms`, `to_ms`. */
export function withTimeRange(records: string, durationLabel: string): string {
  const from = `{{ printf "%.0f" (subf (float64 (unixEpochMillis __timestamp__)) (float64 .${durationLabel}) 60000.0) }}`;
  const to = '{{ printf "%.0f" (addf (float64 (unixEpochMillis __timestamp__)) 60000.0) }}';
  return `${records} | label_format from_ms=\`${from}\`, to_ms=\`${to}\``;
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
