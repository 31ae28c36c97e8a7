import { parseTimestamp, stepLabel, type RunStatus, type StatusFile } from '@runlight/contract';

import type { Colors } from './colors.ts';
import { formatAge, formatDuration } from './durations.ts';
import { clip, layOutColumns, type Column } from './layout.ts';
import { oneLine } from './printable.ts';
import { elapsedMs } from './run-header.ts';
import { runBadge } from './status-glyphs.ts';

interface TableColumn {
  readonly head: string;
  readonly cell: (run: StatusFile) => string;
  readonly align?: 'right';
  /** Shown only where there are so many columns. */
  readonly from?: number;
}

/** States whose reason is worth a line of its own. */
const EXPLAINED: readonly RunStatus[] = [
  'waiting',
  'blocked',
  'stalled',
  'incomplete',
  'failed',
  'cancelled',
  'timed_out',
  'lost',
];

/** Runs for a person: one line each, and below those that did not go well or wait, why. */
export function runTable(listed: readonly ListedRun[], { columns, colors, now }: TableOptions): string[] {
  const shown = tableColumns(colors, now).filter(({ from }) => from === undefined || columns >= from);
  const head = shown.map((column) => colors.dim(column.head));
  const layout: Column[] = shown.map(({ align }) => (align === undefined ? {} : { align }));
  const [headLine = '', ...lines] = layOutColumns(layout, [
    head,
    ...listed.map(({ run }) => shown.map(({ cell }) => cell(run))),
  ]);
  return [
    headLine,
    ...lines.flatMap((line, index) => {
      const one = listed[index];
      return one === undefined ? [line] : [line, ...whyLine(one, columns, colors)];
    }),
  ];
}

export interface ListedRun {
  readonly run: StatusFile;
  /** What must be known of it before anything else: that nobody executes it any more. */
  readonly warning: string | undefined;
}

export interface TableOptions {
  readonly columns: number;
  readonly colors: Colors;
  readonly now: number;
}

/** Runs for a program: one line each, nothing cut off, why in the last column. */
export function plainRunTable(listed: readonly ListedRun[]): string[] {
  const head = [
    'STATUS',
    'RUN',
    'WORKFLOW',
    'VERSION',
    'ENV',
    'STARTED',
    'DURATION_MS',
    'RETRIES',
    'TAGS',
    'WHY',
  ];
  const rows = listed.map(({ run, warning }) => [
    run.status,
    oneLine(run.run_id),
    oneLine(run.workflow_name),
    oneLine(run.workflow_version ?? '-'),
    oneLine(run.environment ?? '-'),
    run.started_at ?? '-',
    String(Math.round(run.duration_ms)),
    String(run.retries),
    oneLine(run.tags.join(',')) || '-',
    oneLine(warning ?? run.why) || '-',
  ]);
  return layOutColumns(
    head.map(() => ({})),
    [head, ...rows],
  );
}

function tableColumns(colors: Colors, now: number): TableColumn[] {
  return [
    { head: 'STATUS', cell: ({ status }) => runBadge(status, colors) },
    { head: 'RUN', cell: ({ run_id }) => clip(oneLine(run_id), 34) },
    { head: 'WORKFLOW', cell: (run) => workflowCell(run, colors) },
    { head: 'ENV', cell: ({ environment }) => clip(oneLine(environment ?? '–'), 10), from: 110 },
    {
      head: 'STARTED',
      cell: (run) => (run.started_at === null ? '–' : formatAge(parseTimestamp(run.started_at), now)),
    },
    { head: 'TOOK', cell: (run) => formatDuration(elapsedMs(run, now)), align: 'right' },
    { head: 'AT', cell: currentStepCell, from: 96 },
    { head: 'TAGS', cell: ({ tags }) => colors.dim(tagsCell(tags)), from: 124 },
  ];
}

function workflowCell({ workflow_name, workflow_version }: StatusFile, colors: Colors): string {
  const version = workflow_version === null ? '' : ` ${colors.dim(clip(oneLine(workflow_version), 10))}`;
  return clip(oneLine(workflow_name), 24) + version;
}

function currentStepCell({ active_steps, counts }: StatusFile): string {
  const [current] = active_steps;
  if (current === undefined) return '';
  const others = counts.steps_active > 1 ? ` +${counts.steps_active - 1}` : '';
  return clip(oneLine(stepLabel(current)), 20) + others;
}

function tagsCell(tags: readonly string[]): string {
  const [first] = tags;
  if (first === undefined) return '';
  return clip(oneLine(first), 14) + (tags.length > 1 ? ` +${tags.length - 1}` : '');
}

function whyLine({ run, warning }: ListedRun, columns: number, colors: Colors): string[] {
  const why = warning ?? (EXPLAINED.includes(run.status) ? run.why : '');
  return why === '' ? [] : [clip(`  ${colors.dim('└')} ${oneLine(why)}`, columns)];
}
