import type { z } from '@hono/zod-openapi';
import {
  compareMarks,
  endOf,
  formatTimestamp,
  shiftTimestamp,
  stepLabel,
  type Mark,
  type RunEvent,
  type RunState,
  type StepState,
} from '@runlight/contract';

import type { WaterfallSchema } from '../api/run-contents.ts';
import { criticalPath } from './critical-path.ts';
import { idleTimes } from './idle-times.ts';
import { overlap, union, without, type Interval } from './intervals.ts';
import { runSegments } from './run-segments.ts';
import type { StateSpan } from './state-timeline.ts';
import { clamp, segmentsOf, type Segment, type StepSpan } from './step-segments.ts';

export type Waterfall = z.infer<typeof WaterfallSchema>;
type Row = Waterfall['rows'][number];

/** Rows beyond these are counted, not sent. */
export const MAX_ROWS = 10_000;
/** Of a row that is tried again and again there may be more steps than rows. */
export const MAX_STEPS = 2 * MAX_ROWS;

/** A step on its way into the waterfall. */
interface Bar extends StepSpan {
  readonly label: string;
  readonly parent: Bar | null;
  segments: Segment[];
}

export interface WaterfallInput {
  readonly state: RunState;
  /** The first of them, if there are very many. */
  readonly steps: readonly StepState[];
  /** How many labels all steps have. */
  readonly labels: number;
  /** By which steps waited, went on and tried again; in order. */
  readonly pauses: readonly RunEvent[];
  readonly states: readonly StateSpan[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * What a run did when: a row for each label with all attempts on it, the chain of steps that determines the end, and
 * when nothing was executed. All times are inside of the run's own; a step that goes on has a segment without an end.
 *
 * Of a run with more than {@link MAX_STEPS} steps nobody knows here what determines its end, or when it was idle.
 *
 * A step whose parts wait while none of them executes waits itself: so a wait is a wait however deep it is.
 */
export function waterfallOf({ state, steps, labels, pauses, states, now }: WaterfallInput): Waterfall {
  const window = windowOf(state, steps, now);
  const bars = barsOf(state, steps, window);
  const pausesOf = Map.groupBy(pauses, (event) => ('span_id' in event ? event.span_id : ''));
  for (const bar of bars) bar.segments = segmentsOf(bar, pausesOf.get(bar.step.span_id) ?? []);
  addBackoffs(bars);
  holdParents(bars);
  const rows = rowsOf(bars);
  const isPart = steps.length >= MAX_STEPS;
  return {
    ...window,
    live: endOf(state) === null,
    run: runSegments(states, window),
    rows: rows.slice(0, MAX_ROWS),
    critical_path: isPart
      ? []
      : criticalPath(
          bars
            .filter(({ step }) => step.status !== 'skipped')
            .map(({ step, from, to, parent }) => ({
              id: step.span_id,
              parent: parent?.step.span_id ?? null,
              from,
              to,
            })),
          window.to,
        ),
    idle: isPart ? [] : idleTimes(window, bars, states),
    omitted: (isPart ? labels : rows.length) - Math.min(rows.length, MAX_ROWS),
  };
}

function windowOf(state: RunState, steps: readonly StepState[], now: number): Interval {
  const end = endOf(state);
  const starts = [state.queued_at, state.started?.[0], ...steps.map((step) => beginOf(step)?.[0])];
  const to = end?.mark[0] ?? later(formatTimestamp(now), state.updated_at ?? '');
  const from = starts.reduce<string>((first, at) => (at != null && at < first ? at : first), to);
  return { from, to };
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

/** Where a step stands in the order of starts; null while its start has not arrived and it is not over. */
function beginOf(step: StepState): Mark | null {
  if (step.started !== null) return step.started;
  if (step.ended_at === null || step.status_mark === null) return null;
  const [, producer, seq] = step.status_mark;
  return [shiftTimestamp(step.ended_at, -(step.duration_ms ?? 0)), producer, seq];
}

/** In the order of starts: whatever the steps say of themselves, a parent stands before its parts. */
function barsOf(state: RunState, steps: readonly StepState[], window: Interval): Bar[] {
  const ordered = steps
    .flatMap((step) => {
      const begin = beginOf(step);
      return begin === null ? [] : [{ step, begin }];
    })
    .toSorted((a, b) => compareMarks(a.begin, b.begin));
  const known = new Map<string, Bar>();
  for (const { step, begin } of ordered) {
    const from = clamp(begin[0], window);
    const bar: Bar = {
      step,
      label: stepLabel(step),
      parent: known.get(step.parent_span_id ?? '') ?? null,
      from,
      ...endingOf(state, step, { from, to: window.to }),
      segments: [],
    };
    known.set(step.span_id, bar);
  }
  return [...known.values()];
}

function endingOf(state: RunState, step: StepState, within: Interval): Pick<Bar, 'to' | 'fate'> {
  if (step.ended_at !== null) return { to: clamp(step.ended_at, within), fate: 'ended' };
  const { started } = step;
  const takenOver =
    state.taken_over !== null && started !== null && compareMarks(started, state.taken_over) < 0;
  if (takenOver) return { to: clamp(state.taken_over?.[0] ?? within.to, within), fate: 'abandoned' };
  return { to: within.to, fate: endOf(state) === null ? 'goes_on' : 'abandoned' };
}

/** The time between an attempt that failed and the next one. */
function addBackoffs(bars: readonly Bar[]): void {
  const last = new Map<string, Bar>();
  for (const bar of bars) {
    const before = last.get(bar.label);
    last.set(bar.label, bar);
    if (!bar.step.retry || before?.step.status !== 'failed' || before.to >= bar.from) continue;
    bar.segments.unshift({
      kind: 'backoff',
      from: before.to,
      to: bar.from,
      attempt: bar.step.attempt,
      status: bar.step.status,
      note: before.step.error?.message ?? null,
    });
  }
}

/** Where the parts of a step only wait, the step does as well. Parts come after it, so the innermost are first here. */
function holdParents(bars: readonly Bar[]): void {
  const parts = Map.groupBy(bars, ({ parent }) => parent);
  for (const bar of bars.toReversed()) {
    const below = parts
      .get(bar)
      ?.flatMap(({ label, segments }) => segments.map((part) => ({ ...part, label })));
    if (below === undefined) continue;
    const executed = union(below.filter(({ kind }) => kind === 'run'));
    const held = below
      .filter(({ kind }) => kind !== 'run')
      .flatMap((part) => without(part, executed).map((rest) => ({ ...part, ...rest })))
      .toSorted((a, b) => (a.from < b.from ? -1 : 1));
    if (held.length > 0) bar.segments = bar.segments.flatMap((segment) => splitBy(segment, held));
  }
}

type Held = Segment & { readonly label: string };

/** `held` is in order of time. */
function splitBy(segment: Segment, held: readonly Held[]): Segment[] {
  if (segment.kind !== 'run') return [segment];
  const causes = held.flatMap((part) => {
    const common = overlap(part, segment);
    return common === null ? [] : [{ ...part, ...common }];
  });
  const waits = union(causes);
  if (waits.length === 0) return [segment];
  let next = 0;
  const waited = waits.map((wait): Segment => {
    const cause = causes[next];
    while ((causes[next]?.from ?? wait.to) < wait.to) next += 1;
    return { ...segment, ...wait, kind: 'wait', note: cause === undefined ? null : noteOf(cause) };
  });
  const executed = without(segment, waits).map((rest) => ({ ...segment, ...rest }));
  return [...waited, ...executed].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

function noteOf({ label, kind, note }: Held): string {
  return `${label} ${kind === 'backoff' ? 'backs off' : 'waits'}${note === null ? '' : `: ${note}`}`;
}

function rowsOf(bars: readonly Bar[]): Row[] {
  const rows = new Map<string, Row>();
  for (const bar of bars) {
    const { step, label, parent, fate, segments } = bar;
    const above = parent === null ? undefined : rows.get(parent.label);
    const row: Row = rows.get(label) ?? {
      id: label,
      name: step.name,
      level: above === undefined ? 0 : above.level + 1,
      parent: above?.id ?? null,
      type: step.type,
      status: step.status,
      segments: [],
    };
    rows.set(label, row);
    row.status = fate === 'abandoned' ? 'abandoned' : step.status;
    for (const [index, segment] of segments.entries()) {
      const isOpen = fate === 'goes_on' && index === segments.length - 1;
      row.segments.push({ ...segment, to: isOpen ? null : segment.to, span_id: step.span_id });
    }
  }
  for (const { segments } of rows.values())
    segments.sort((a, b) => (a.from === b.from ? 0 : a.from < b.from ? -1 : 1));
  return [...rows.values()];
}
