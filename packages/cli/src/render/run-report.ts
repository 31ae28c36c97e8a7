import type { RunState, StatusFile } from '@runlight/contract';

import type { ArtifactMention, GateStory, Highlights, Route, RunnerStory } from '../timeline/highlights.ts';
import type { RunHistory } from '../timeline/run-history.ts';
import { formatDuration } from './durations.ts';
import { clip } from './layout.ts';
import { oneLine, printable } from './printable.ts';
import { decisionHint } from './hint.ts';
import { labelled, runHeader, type HeaderOptions } from './run-header.ts';
import { waterfall } from './waterfall.ts';

export interface RunReport {
  readonly status: StatusFile;
  readonly annotations: RunState['annotations'];
  readonly reasons: readonly string[];
  readonly history: RunHistory;
  readonly highlights: Highlights;
  /** The run directory as one would type it. */
  readonly directory: string;
  /** What reading it came upon: lines that could not be read. */
  readonly remarks: readonly string[];
}

export interface ReportOptions extends HeaderOptions {
  /** How many lines the report should fit into; null for as many as it takes, `all` with every step. */
  readonly rows: number | null | 'all';
}

const STACK_LINES = 4;
const LISTED = 5;
const FEWEST_STEPS = 6;
/** Around the waterfall, and its axis. */
const BLANK_LINES = 3;

/** What happened in a run and why, on one screen: the waterfall gets the lines that the rest leaves. */
export function runReport(report: RunReport, options: ReportOptions): string[] {
  const header = runHeader(report.status, report.reasons, options);
  const sections = [
    errorSection(report, options),
    routeSection(report.highlights.routes, options),
    gateSection(report.highlights.gates, options),
    runnerSection(report.highlights.runners, options),
    noteSection(report.annotations, options),
    payloadSection(report.status, options),
    placeSection(report, options),
  ].flat();
  const room = roomFor(options.rows, header.length + sections.length + BLANK_LINES);
  const steps = waterfall(report.history, { columns: options.columns, room, colors: options.colors });
  const hasSteps = steps.length > 1; // more than the axis
  return [...header, ...(hasSteps ? ['', ...steps] : []), '', ...sections];
}

function roomFor(rows: ReportOptions['rows'], taken: number): number | 'all' {
  if (rows === 'all') return rows;
  return rows === null ? Number.POSITIVE_INFINITY : Math.max(FEWEST_STEPS, rows - taken);
}

/** The error that ended the run; in a run that went on, the latest one that it dealt with. */
function errorSection({ status, highlights: { error } }: RunReport, options: ReportOptions): string[] {
  if (error === null) return [];
  const ended = status.error !== null;
  const { type, category, message, stack, code } = error.error;
  const { colors, columns } = options;
  const where =
    error.step === null
      ? ''
      : ` in ${oneLine(error.step)}${error.attempt === null ? '' : `, attempt ${error.attempt}`}`;
  const named = code === undefined || code === type ? category : `${category}, ${oneLine(code)}`;
  const kind = `${oneLine(type)} (${named})`;
  const frames = printable((ended ? stack : null) ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, STACK_LINES)
    .map((line) => colors.dim(clip(line.trim(), columns - 11)));
  const text = printable(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 2 * STACK_LINES);
  return labelled(ended ? 'ERROR' : 'CAUGHT', [colors.red(kind + where), ...text, ...frames], options);
}

function routeSection(routes: readonly Route[], options: ReportOptions): string[] {
  if (routes.length === 0) return [];
  const left = routes.length - LISTED;
  const texts = routes.slice(-LISTED).map(({ from, target, decision, reason }) => {
    const because = [decision, reason].flatMap((part) => (part === null ? [] : [oneLine(part)])).join(': ');
    return `${from === null ? '' : `${oneLine(from)} `}→ ${oneLine(target)}${because === '' ? '' : options.colors.dim(` (${because})`)}`;
  });
  return labelled('ROUTE', left > 0 ? [options.colors.dim(`… ${left} before`), ...texts] : texts, options);
}

function gateSection(gates: readonly GateStory[], options: ReportOptions): string[] {
  const texts = gates.slice(-LISTED).map(({ name, outcome, actor, note, waitedMs }) => {
    const by = actor === null ? '' : ` by ${oneLine(actor)}`;
    const after = waitedMs === null ? '' : ` after ${formatDuration(waitedMs)}`;
    const said = note === null ? '' : `: ${oneLine(note)}`;
    return outcome === null
      ? `${oneLine(name)} is open`
      : `${oneLine(name)} ${outcome.replace('_', ' ')}${by}${after}${said}`;
  });
  return labelled('GATES', texts, options);
}

function runnerSection(runners: readonly RunnerStory[], options: ReportOptions): string[] {
  const { colors, columns } = options;
  const texts = runners.slice(-LISTED).map(({ name, command, termination, exitCode }) => {
    const ending = exitCode === null ? (termination ?? 'still runs') : `exit code ${exitCode}`;
    const room = columns - ending.length - 14;
    return `${clip(oneLine(command?.join(' ') ?? name), room)} ${colors.dim(`(${ending.replace('_', ' ')})`)}`;
  });
  return labelled('RAN', texts, options);
}

function noteSection(annotations: RunReport['annotations'], options: ReportOptions): string[] {
  const texts = annotations
    .slice(-LISTED)
    .map(({ author, note }) => `${author === null ? '' : `${oneLine(author)}: `}${oneLine(note)}`);
  return labelled('NOTES', texts, options);
}

function payloadSection({ inputs, outputs }: StatusFile, options: ReportOptions): string[] {
  const line = (label: string, value: unknown): string[] =>
    value === null
      ? []
      : labelled(label, [clip(oneLine(JSON.stringify(value)), options.columns - 9)], options);
  return [...line('INPUTS', inputs), ...line('OUTPUTS', outputs)];
}

function placeSection(
  { directory, highlights, status, remarks }: RunReport,
  options: ReportOptions,
): string[] {
  const { artifacts, artifactCount } = highlights;
  const { colors } = options;
  const decision = decisionHint(status);
  const count = artifactCount === 1 ? '1 artifact' : `${artifactCount} artifacts`;
  return [
    ...labelled(
      'FILES',
      [directory + colors.dim(` (${count})`), ...artifacts.slice(0, LISTED).map(artifactText)],
      options,
    ),
    ...labelled('TRACE', [status.trace_id], options),
    ...labelled('NEXT', decision === null ? [] : [decision], options),
    ...labelled('NOTE', remarks, options),
  ];

  function artifactText({ path, role, sizeBytes }: ArtifactMention): string {
    const size = sizeBytes === null ? '' : `, ${formatBytes(sizeBytes)}`;
    return `${oneLine(path)} ${colors.dim(`${oneLine(role)}${size}`)}`;
  }
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
