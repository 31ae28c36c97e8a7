import { parseTimestamp, stepLabel, type RunStatus, type StatusFile } from '@runlight/contract';

import type { Colors } from './colors.ts';
import { formatAge, formatDuration } from './durations.ts';
import { clip, layOutColumns, widest, type Column } from './layout.ts';
import { oneLine } from './printable.ts';
import { elapsedMs } from './run-header.ts';
import { runBadge } from './status-glyphs.ts';

interface TableColumn extends Column {
  readonly head: string;
  readonly cell: (run: StatusFile) => string;
}

const MOST_OF_ID = 34;
const MOST_OF_WORKFLOW = 30;
/** What the columns that are always there take beside the id and the workflow, gaps included. */
const OTHER_COLUMNS = 35;

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
export function runTable(listed: readonly ListedRun[], options: TableOptions): string[] {
  const { columns, colors } = options;
  const shown = tableColumns(listed, options).map((column) => ({
    ...column,
    cells: listed.map(({ run }) => column.cell(run)),
  }));
  const told = shown.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [headLine = '', ...lines] = layOutColumns(told, [
    told.map(({ head }) => colors.dim(head)),
    ...listed.map((_, row) => told.map(({ cells }) => cells[row] ?? '')),
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

function tableColumns(listed: readonly ListedRun[], { columns, colors, now }: TableOptions): TableColumn[] {
  const idWidth = Math.min(MOST_OF_ID, widest(listed.map(({ run }) => oneLine(run.run_id))));
  const workflowWidth = Math.min(MOST_OF_WORKFLOW, columns - idWidth - OTHER_COLUMNS);
  const all: (TableColumn & { readonly from?: number })[] = [
    { head: 'STATUS', width: 12, cell: ({ status }) => runBadge(status, colors) },
    { head: 'RUN', width: idWidth, cell: ({ run_id }) => oneLine(run_id) },
    { head: 'WORKFLOW', width: workflowWidth, cell: (run) => workflowCell(run, colors) },
    { head: 'ENV', cell: ({ environment }) => clip(oneLine(environment ?? ''), 10), from: 110 },
    { head: 'STARTED', cell: (run) => startedCell(run, now) },
    { head: 'TOOK', cell: (run) => formatDuration(elapsedMs(run, now)), align: 'right' },
    { head: 'AT', cell: currentStepCell, from: 96 },
    { head: 'FOR', cell: ({ business_event_id }) => clip(oneLine(business_event_id ?? ''), 32), from: 128 },
    { head: 'TAGS', cell: ({ tags }) => tagsCell(tags, colors), from: 150 },
  ];
  return all.filter(({ from }) => from === undefined || columns >= from);
}

function workflowCell({ workflow_name, workflow_version }: StatusFile, colors: Colors): string {
  const version = workflow_version === null ? '' : ` ${colors.dim(oneLine(workflow_version))}`;
  return oneLine(workflow_name) + version;
}

function startedCell({ started_at }: StatusFile, now: number): string {
  return started_at === null ? '–' : formatAge(parseTimestamp(started_at), now);
}

function currentStepCell({ active_steps, counts }: StatusFile): string {
  const [current] = active_steps;
  if (current === undefined) return '';
  const others = counts.steps_active > 1 ? ` +${counts.steps_active - 1}` : '';
  return clip(oneLine(stepLabel(current)), 20) + others;
}

function tagsCell(tags: readonly string[], colors: Colors): string {
  const [first] = tags;
  if (first === undefined) return '';
  return colors.dim(clip(oneLine(first), 14) + (tags.length > 1 ? ` +${tags.length - 1}` : ''));
}

function whyLine({ run, warning }: ListedRun, columns: number, colors: Colors): string[] {
  const why = warning ?? (EXPLAINED.includes(run.status) ? run.why : '');
  return why === '' ? [] : [clip(`  ${colors.dim('└')} ${oneLine(why)}`, columns)];
}
