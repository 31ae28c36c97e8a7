import type { EventName, RunOutcome } from '@runlight/contract';

import { LABEL } from './labels.ts';
import { is, isOneOf } from './matchers.ts';
import type { Matcher } from './metrics.ts';

/** The streams of all services, in the environments that are given; a stream without an environment is in all. */
export function streams(environment?: Matcher): string {
  return `{${[`${LABEL.service}=~".+"`, ...(environment === undefined ? [] : [environment])].join(', ')}}`;
}

/** Records of which one of these events is told, and which the matchers match. */
export function eventRecords(
  events: readonly EventName[],
  where: readonly Matcher[] = [],
  environment?: Matcher,
): string {
  return [streams(environment), isOneOf(LABEL.event, events), ...where].join(' | ');
}

/** Everything that was logged inside a run: its events and the application's own records. */
export function recordsOfRun(runId: string): string {
  return `${streams()} | ${is(LABEL.runId, runId)}`;
}

/** The events with which a run says how it ended, one per outcome. */
export const endEvent = (outcome: RunOutcome): EventName => `workflow.run.${outcome}`;

/** The same for a variable that holds outcomes. */
export const endedAsSelected = (variable: string): Matcher =>
  `${LABEL.event}=~"workflow[.]run[.]($${variable})"`;

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
