import {
  advance,
  endOf,
  initialRunState,
  parseTimestamp,
  statusOf,
  type RunEvent,
  type StepState,
} from '@runlight/contract';
import { arbitraryRun, SampleRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PARTS_SEEN } from './idle-times.ts';
import { union, without, type Interval } from './intervals.ts';
import { stateTimeline } from './state-timeline.ts';
import { MAX_ROWS, waterfallOf, type Waterfall } from './waterfall.ts';

const LATER = Date.UTC(2026, 3, 24, 14, 30) + 3_600_000;

describe('the waterfall', () => {
  const runs = [
    { clocks: 'agree', disorder: false },
    { clocks: 'disagree', disorder: true },
  ];

  test.each(runs)(
    'has every part of every step inside of the run, in order, when clocks $clocks',
    ({ disorder }) => {
      fc.assert(
        fc.property(arbitraryRun({ disorder }), ({ events }) => {
          const { state, waterfall, steps } = waterfallOfEvents(events);
          const { from, to, rows, live } = waterfall;
          expect(live).toBe(endOf(state) === null);
          const shown = new Set<string>();
          for (const { segments, status } of rows) {
            expect(segments.length).toBeGreaterThan(0);
            let last = from;
            for (const segment of segments) {
              expect(segment.from >= last).toBe(true);
              last = segment.from;
              expect((segment.to ?? to) >= segment.from && (segment.to ?? to) <= to).toBe(true);
              expect(segment.to !== null || live).toBe(true);
              shown.add(segment.span_id);
            }
            expect(live || !['running', 'waiting', 'blocked'].includes(status)).toBe(true);
          }
          const known = steps.filter(({ started, ended_at }) => started !== null || ended_at !== null);
          expect(shown).toEqual(new Set(known.map(({ span_id }) => span_id)));
        }),
      );
    },
  );

  test.each(runs)('is idle exactly when nothing is executed when clocks $clocks', ({ disorder }) => {
    fc.assert(
      fc.property(arbitraryRun({ disorder }), ({ events }) => {
        const { waterfall } = waterfallOfEvents(events);
        const window = { from: waterfall.from, to: waterfall.to };
        const executed = union(segmentsIn(waterfall).filter(({ kind }) => kind === 'run'));
        expect(waterfall.idle.map(({ from, to }) => ({ from, to }))).toEqual(
          without(window, executed).filter(
            (idle) => Math.round(lengthOf(idle) * PARTS_SEEN * 1000) >= Math.round(lengthOf(window) * 1000),
          ),
        );
      }),
    );
  });

  test.each(runs)(
    'has a critical path that ends with what ended last when clocks $clocks',
    ({ disorder }) => {
      fc.assert(
        fc.property(arbitraryRun({ disorder }), ({ events }) => {
          const { waterfall, steps } = waterfallOfEvents(events);
          const spans = steps
            .filter(({ status, started, ended_at }) => status !== 'skipped' && (started ?? ended_at) !== null)
            .map((step) => spanOf(step, waterfall));
          const path = waterfall.critical_path.map((id) => spans.find(({ span_id }) => span_id === id));
          expect(path).not.toContain(undefined);
          expect(path.length > 0).toBe(spans.length > 0);
          const chain = path.flatMap((span) => span ?? []);
          // The steps of these runs have no parts: each is over when the next begins.
          expect(chain.every(({ to }, index) => to <= (chain[index + 1]?.from ?? to))).toBe(true);
          const lastEnd = spans.reduce((last, { to }) => (to > last ? to : last), '');
          expect(chain.at(-1)?.to ?? '').toBe(lastEnd);
        }),
      );
    },
  );

  test('shows a wait as one however deep it is, and what the run was idle for', () => {
    const run = new SampleRun().queue();
    run.script.pass(4000);
    run.start();
    const order = run.main.step('order').emit({ event: 'workflow.step.started' });
    const approve = run.main.step('approve');
    run.script.pass(1000);
    approve.emit({ event: 'workflow.step.started', parent_span_id: order.spanId });
    approve.emit({ event: 'workflow.step.waiting', wait_kind: 'human', reason: 'over 10 000' });
    const held = {
      wait_id: 'p0.0',
      wait_kind: 'human',
      reason: 'over 10 000',
      step_name: 'approve',
    } as const;
    run.main.emit({ event: 'workflow.run.waiting', ...held });
    run.script.pass(60_000);
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'p0.0', waited_ms: 60_000 });
    approve.emit({ event: 'workflow.step.resumed', waited_ms: 60_000 });
    run.script.pass(10);
    approve.emit({ event: 'workflow.step.completed', duration_ms: 60_010 });
    run.script.pass(2000);
    order.emit({ event: 'workflow.step.completed', duration_ms: 63_010 });
    run.end();
    const { waterfall } = waterfallOfEvents(run.script.events);
    expect(waterfall.rows).toMatchObject([
      {
        id: 'order',
        level: 0,
        parent: null,
        segments: [
          { kind: 'run' },
          { kind: 'wait', note: 'approve waits: a person: over 10 000' },
          { kind: 'run' },
        ],
      },
      {
        id: 'approve',
        level: 1,
        parent: 'order',
        segments: [{ kind: 'wait', note: 'a person: over 10 000' }, { kind: 'run' }],
      },
    ]);
    expect(waterfall.idle.map((idle) => [idle.why, lengthOf(idle)])).toEqual([
      ['Queued', 4000],
      ['Waits for a person: over 10 000', 60_000],
    ]);
    expect(waterfall.critical_path).toEqual([order.spanId, approve.spanId]);
    expect(
      waterfall.run.map(({ kind, note, from, to }) => [kind, note, to && lengthOf({ from, to })]),
    ).toEqual([
      ['queue', 'q', 4000],
      ['run', null, 1000],
      ['wait', 'a person: over 10 000', 60_000],
      ['run', null, 2010],
    ]);
  });

  test.each(runs)(
    'has the run itself without a gap from its first state on when clocks $clocks',
    ({ disorder }) => {
      fc.assert(
        fc.property(arbitraryRun({ disorder }), ({ events }) => {
          const { from, to, live, run } = waterfallOfEvents(events).waterfall;
          run.forEach((segment, index) => {
            expect(segment.from >= from && (segment.to ?? to) <= to).toBe(true);
            expect(run[index + 1]?.from ?? segment.to).toBe(segment.to);
            expect(segment.to === null).toBe(live && index === run.length - 1);
          });
        }),
      );
    },
  );

  test('says since when a run is queued that nobody took', () => {
    const run = new SampleRun().queue();
    const { waterfall } = waterfallOfEvents(run.script.events, run.script.now + 90_000);
    expect(waterfall.run).toMatchObject([{ kind: 'queue', status: 'queued', note: 'q', to: null }]);
    expect(waterfall.rows).toEqual([]);
  });

  test('has all attempts of a step on one row, with what went by between them', () => {
    const run = new SampleRun().start();
    const first = run.main.step('charge').emit({ event: 'workflow.step.started' });
    const error = { type: 'Error', message: '402 declined', category: 'external_api' } as const;
    run.script.pass(100);
    first.emit({ event: 'workflow.step.retrying', error, delay_ms: 300 });
    run.script.pass(400);
    first.emit({ event: 'workflow.step.failed', duration_ms: 500, error });
    run.script.pass(5000);
    const second = run.main.step('charge', { attempt: 3 });
    second.emit({ event: 'workflow.step.started', retry: true });
    run.script.pass(50);
    const { waterfall } = waterfallOfEvents(run.script.events, run.script.now);
    expect(waterfall.rows).toHaveLength(1);
    const parts = (waterfall.rows[0]?.segments ?? []).map(({ kind, attempt, status, from, to, note }) => [
      kind,
      attempt,
      status,
      to === null ? null : lengthOf({ from, to }),
      note,
    ]);
    expect(parts).toEqual([
      ['run', 1, 'failed', 100, '402 declined'],
      ['backoff', 2, 'failed', 300, '402 declined'],
      ['run', 2, 'failed', 100, '402 declined'],
      ['backoff', 3, 'running', 5000, '402 declined'],
      ['run', 3, 'running', null, null],
    ]);
    expect(waterfall.critical_path).toEqual([first.spanId, second.spanId]);
  });

  test('leaves parallel steps that did not determine the end out of the critical path', () => {
    const run = new SampleRun().start();
    const slow = run.main.step('slow').emit({ event: 'workflow.step.started' });
    const quick = run.main.step('quick').emit({ event: 'workflow.step.started' });
    run.script.pass(10);
    quick.emit({ event: 'workflow.step.completed', duration_ms: 10 });
    run.script.pass(90);
    slow.emit({ event: 'workflow.step.completed', duration_ms: 100 });
    run.step('book').end();
    const { waterfall } = waterfallOfEvents(run.script.events);
    expect(waterfall.critical_path).toEqual([slow.spanId, '0000000000000003']);
  });

  test('says what of a lost run was never ended', () => {
    const run = new SampleRun().start();
    run.main.step('upload').emit({ event: 'workflow.step.started' });
    run.script.pass(1000);
    run.end('lost', run.script.process('watcher'));
    const { waterfall } = waterfallOfEvents(run.script.events);
    expect(waterfall.rows).toMatchObject([
      {
        id: 'upload',
        status: 'abandoned',
        segments: [{ kind: 'run', status: 'abandoned', to: waterfall.to }],
      },
    ]);
  });

  test('counts rows that are too many to send', () => {
    const run = new SampleRun().start();
    for (let item = 0; item < MAX_ROWS + 5; item += 1) run.step('extract', { key: `${item}` });
    run.end();
    const { waterfall } = waterfallOfEvents(run.script.events);
    expect(waterfall.rows).toHaveLength(MAX_ROWS);
    expect(waterfall.omitted).toBe(5);
    expect(waterfall.critical_path).toHaveLength(MAX_ROWS + 5);
  });
});

function waterfallOfEvents(events: readonly RunEvent[], now = LATER) {
  const state = initialRunState(events[0]?.run_id ?? '');
  const closed: StepState[] = [];
  for (const event of events) {
    const step = advance(state, event).closed;
    if (step !== null) closed.push(step);
  }
  const steps = [...closed, ...Object.values(state.open_steps)];
  const pauses = events
    .filter(({ event }) => /step\.(?:waiting|blocked|resumed|retrying)$/.test(event))
    .toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
  const states = stateTimeline(events, state, now);
  expect(states.at(-1)?.state).toBe(statusOf(state));
  return { state, steps, waterfall: waterfallOf({ state, steps, labels: 0, pauses, states, now }) };
}

function segmentsIn({ rows, to: end }: Waterfall) {
  return rows.flatMap(({ segments }) => segments.map(({ to, ...rest }) => ({ ...rest, to: to ?? end })));
}

/** A step from its start to the end of its last part. */
function spanOf({ span_id, started }: StepState, waterfall: Waterfall): Interval & { span_id: string } {
  const segments = segmentsIn(waterfall).filter((segment) => segment.span_id === span_id);
  const from = started?.[0] ?? segments[0]?.from ?? '';
  return { span_id, from, to: segments.reduce((last, { to }) => (to > last ? to : last), '') };
}

function lengthOf({ from, to }: Interval): number {
  return Math.round((parseTimestamp(to) - parseTimestamp(from)) * 1000) / 1000;
}
