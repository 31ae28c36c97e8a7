import { parseTimestamp, type StatusFile } from '@runlight/contract';

import type { Colors } from './colors.ts';
import { formatDuration, formatAge, formatMoment } from './durations.ts';
import { clip, wrap, wrapParts } from './layout.ts';
import { oneLine } from './printable.ts';
import { runBadge } from './status-glyphs.ts';

export interface HeaderOptions {
  readonly columns: number;
  readonly colors: Colors;
  readonly now: number;
  /** Rises while a view is live, so that what runs can be seen to turn. */
  readonly turn?: number;
}

const LABEL_COLUMNS = 9;

/** The run in three lines: what it is, when it was, and why it is as it is. */
export function runHeader(run: StatusFile, reasons: readonly string[], options: HeaderOptions): string[] {
  const { columns, colors, now, turn } = options;
  const what = [
    colors.bold(oneLine(run.workflow_name)) + versionOf(run),
    ...[run.environment, run.tenant_id, run.business_event_id].flatMap((part) =>
      part === null ? [] : [oneLine(part)],
    ),
  ].join(colors.dim(' · '));
  const tags = run.tags.map((tag) => `#${oneLine(tag)}`).join(' ');
  return [
    clip(
      `${runBadge(run.status, colors, turn)}  ${what}${tags === '' ? '' : `  ${colors.dim(tags)}`}`,
      columns,
    ),
    ...wrapParts([oneLine(run.run_id), ...timesOf(run, now), ...countsOf(run)], columns).map(colors.dim),
    ...labelled('WHY', reasons.map(oneLine), options),
  ];
}

/** Lines of text under a label at the left edge. */
export function labelled(
  label: string,
  texts: readonly string[],
  { columns, colors }: HeaderOptions,
): string[] {
  const lines = texts.flatMap((text) => wrap(text, columns - LABEL_COLUMNS));
  return lines.map((line, index) => {
    const edge = index === 0 ? colors.bold(label.padEnd(LABEL_COLUMNS)) : ' '.repeat(LABEL_COLUMNS);
    return `${edge}${line}`;
  });
}

/** How long a run has waited: the wait that it is in until now. */
function waitedMs({ waiting_ms, waiting_for, ended_at, updated_at }: StatusFile, now: number): number {
  if (waiting_for === null || ended_at !== null) return waiting_ms;
  return waiting_ms + Math.max(0, now - parseTimestamp(updated_at));
}

/** How long a run has taken: until its end, or until now. */
export function elapsedMs(run: StatusFile, now: number): number {
  if (run.ended_at !== null || run.started_at === null) return run.duration_ms;
  return Math.max(0, now - parseTimestamp(run.started_at));
}

function versionOf({ workflow_version }: StatusFile): string {
  return workflow_version === null ? '' : ` ${oneLine(workflow_version)}`;
}

function timesOf(run: StatusFile, now: number): string[] {
  const { started_at, ended_at } = run;
  if (started_at === null) return [];
  const at = parseTimestamp(started_at);
  const took = formatDuration(elapsedMs(run, now));
  const waited = waitedMs(run, now);
  return [
    `${formatMoment(at, now)} (${formatAge(at, now)})`,
    ended_at === null ? `for ${took}` : `took ${took}`,
    ...(waited >= 1 ? [`waited ${formatDuration(waited)}`] : []),
  ];
}

function countsOf({ retries, usage, run_attempt, rerun_of }: StatusFile): string[] {
  const tokens = usage['tokens'];
  return [
    ...(retries > 0 ? [retries === 1 ? '1 retry' : `${retries} retries`] : []),
    ...(tokens === undefined ? [] : [`${tokens.toLocaleString('en-US')} tokens`]),
    ...(run_attempt > 1 ? [`attempt ${run_attempt}`] : []),
    ...(rerun_of === null ? [] : [`re-run of ${oneLine(rerun_of)}`]),
  ];
}
