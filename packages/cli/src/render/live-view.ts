import { parseTimestamp, stepLabel, type ActiveStep, type StatusFile } from '@runlight/contract';

import { formatAge, formatDuration } from './durations.ts';
import { clip, layOutColumns, widest } from './layout.ts';
import { oneLine } from './printable.ts';
import { runHeader, type HeaderOptions } from './run-header.ts';
import { stepShape, stepWord } from './status-glyphs.ts';

export interface LiveView {
  readonly status: StatusFile;
  readonly reasons: readonly string[];
  /** The latest events as lines, the newest last. */
  readonly latest: readonly string[];
  /** What to type to decide what the run waits for, or to read on. */
  readonly hint: string | null;
}

const FEWEST_EVENTS = 3;
const MOST_STEPS = 10;

/** A run as it is now: the header, how far it is, the steps that run, the latest events; at most `rows` lines. */
export function liveView(
  { status, reasons, latest, hint }: LiveView,
  options: HeaderOptions & { rows: number },
): string[] {
  const { colors, columns, rows } = options;
  const head = [...runHeader(status, reasons, options), '', progressLine(status, options)];
  const tail = hint === null ? [] : ['', clip(colors.dim(hint), columns)];
  const left = rows - head.length - tail.length - 2;
  const steps = stepLines(status, options, Math.max(1, Math.min(MOST_STEPS, left - FEWEST_EVENTS)));
  const events = latest.slice(-Math.max(1, left - steps.length)).map((line) => clip(line, columns));
  return [
    ...head,
    ...(steps.length > 0 ? ['', ...steps] : []),
    ...(events.length > 0 ? ['', ...events] : []),
    ...tail,
  ];
}

function progressLine({ counts, heartbeat_at }: StatusFile, { colors, columns, now }: HeaderOptions): string {
  const parts = [
    `${counts.steps_started} ${counts.steps_started === 1 ? 'step' : 'steps'} started`,
    colors.green(`✓ ${counts.steps_completed} completed`),
    ...(counts.steps_failed > 0 ? [colors.red(`✕ ${counts.steps_failed} failed`)] : []),
    ...(counts.steps_cancelled > 0 ? [colors.dim(`⊘ ${counts.steps_cancelled} cancelled`)] : []),
    ...(counts.steps_skipped > 0 ? [colors.dim(`– ${counts.steps_skipped} skipped`)] : []),
    ...(counts.artifacts > 0 ? [`${counts.artifacts} artifacts`] : []),
    ...(heartbeat_at === null
      ? []
      : [colors.dim(`heartbeat ${formatAge(parseTimestamp(heartbeat_at), now)}`)]),
  ];
  return clip(parts.join('  '), columns);
}

function stepLines({ active_steps, counts }: StatusFile, options: HeaderOptions, most: number): string[] {
  const { colors, columns, now } = options;
  const shown = active_steps.slice(0, counts.steps_active > most ? most - 1 : most);
  const rows = shown.map((step) => [
    `${stepShape(step.status, colors)} ${oneLine(stepLabel(step))}`,
    formatDuration(now - parseTimestamp(step.started_at)),
    colors.dim(oneLine(remark(step))),
  ]);
  const label = Math.min(widest(rows.map(([name = '']) => name)), Math.floor(columns * 0.4));
  const lines = layOutColumns(
    [{ width: label }, { width: 6, align: 'right' }, { width: columns - label - 10 }],
    rows,
  );
  const hidden = counts.steps_active - shown.length;
  return hidden > 0 ? [...lines, colors.dim(`  … ${hidden} more`)] : lines;
}

function remark({ status, attempt, reason, runner }: ActiveStep): string {
  return [
    ...(status === 'running' ? [] : [stepWord(status)]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(runner === null ? [] : [runner]),
    ...(reason === null ? [] : [reason]),
  ].join(' · ');
}
