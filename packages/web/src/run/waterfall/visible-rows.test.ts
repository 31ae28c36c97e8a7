import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { GROUP_FROM, nextFailure, revealing, visibleRows, type RowView } from './visible-rows.ts';
import { settleOrder, type WaterfallModel, type WaterfallRow } from './waterfall-model.ts';

const ALL: RowView = { show: 'all', find: '', toggled: new Set() };

function row(id: string, fields: Partial<WaterfallRow> = {}): WaterfallRow {
  const segment = { kind: 'run', from: 0, to: 1, attempt: 1, status: 'completed', note: null } as const;
  return {
    id,
    name: id.split(':')[0] ?? id,
    parent: null,
    type: 'tool',
    status: 'completed',
    segments: [{ ...segment, spanId: `span of ${id}` }],
    ...fields,
  };
}

function modelOf(rows: readonly WaterfallRow[], critical: readonly string[] = []): WaterfallModel {
  return { from: 0, to: 1, live: false, run: [], rows, idle: [], critical: new Set(critical), omitted: 0 };
}

/** Steps below others that came before or after them, with few names, of which some failed. */
const arbitraryRows = fc
  .array(
    fc.record({
      name: fc.constantFrom('extract', 'match', 'charge', 'post'),
      parent: fc.option(fc.nat(60)),
      failed: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((steps) =>
    steps.map(({ name, parent, failed }, index) =>
      row(`${name}:${index}`, {
        parent: parent === null ? null : ((steps[parent] && `${steps[parent].name}:${parent}`) ?? 'nobody'),
        status: failed ? 'failed' : 'completed',
      }),
    ),
  );

const keysOf = (model: WaterfallModel, view: Partial<RowView> = {}) =>
  visibleRows(model, { ...ALL, ...view }).map(({ key }) => key);
const everyGroupOf = (model: WaterfallModel) =>
  new Set(visibleRows(model, ALL).flatMap(({ kind, key }) => (kind === 'group' ? [key] : [])));

test('every step is somewhere once, whatever its parent is', () => {
  fc.assert(
    fc.property(arbitraryRows, (rows) => {
      const model = modelOf(rows);
      let toggled: ReadonlySet<string> = new Set();
      for (let size = -1; size !== toggled.size;) {
        size = toggled.size;
        const shown = visibleRows(model, { ...ALL, toggled });
        toggled = new Set([...toggled, ...shown.flatMap(({ kind, key }) => (kind === 'group' ? [key] : []))]);
      }
      const steps = visibleRows(model, { ...ALL, toggled }).filter(({ kind }) => kind === 'step');
      expect(steps.map(({ key }) => key).sort()).toEqual(rows.map(({ id }) => id).sort());
    }),
  );
});

test('a level is never more than one below the row before, and places are counted from 1', () => {
  fc.assert(
    fc.property(arbitraryRows, (rows) => {
      const shown = visibleRows(modelOf(rows), ALL);
      shown.forEach(({ level, place, siblings }, index) => {
        expect(level).toBeLessThanOrEqual((shown[index - 1]?.level ?? 0) + 1);
        expect(place).toBeGreaterThanOrEqual(1);
        expect(place).toBeLessThanOrEqual(siblings);
      });
    }),
  );
});

describe('siblings of one name', () => {
  const many = (count: number, failed: number) =>
    Array.from({ length: count }, (_, n) => row(`extract:${n}`, n < failed ? { status: 'failed' } : {}));

  test(`are one row from ${GROUP_FROM} on, which says how many failed`, () => {
    expect(visibleRows(modelOf(many(GROUP_FROM - 1, 0)), ALL)).toHaveLength(GROUP_FROM - 1);
    const rows = visibleRows(modelOf([row('fetch'), ...many(340, 3), row('post')]), ALL);
    expect(rows.map(({ label, members }) => [label, members])).toEqual([
      ['fetch', null],
      ['extract', { count: 340, failed: 3 }],
      ['post', null],
    ]);
    expect(rows[1]).toMatchObject({ status: 'failed', expanded: false });
  });

  test('unfold', () => {
    const model = modelOf(many(25, 0));
    const rows = visibleRows(model, { ...ALL, toggled: everyGroupOf(model) });
    expect(rows).toHaveLength(26);
    expect(rows[25]).toMatchObject({ key: 'extract:24', level: 2, place: 25, siblings: 25 });
  });

  test('that failed stand alone when only failures are shown', () => {
    expect(keysOf(modelOf(many(340, 3)), { show: 'failed' })).toEqual([
      'extract:0',
      'extract:1',
      'extract:2',
    ]);
  });
});

test('attempts share the row of their step until it is unfolded', () => {
  const [segment] = row('charge').segments;
  if (segment === undefined) throw new Error('a row has a segment');
  const charge = row('charge', {
    segments: [segment, { ...segment, spanId: 'second', attempt: 2, status: 'failed' }],
  });
  expect(visibleRows(modelOf([charge]), ALL)).toMatchObject([{ attempts: 2, expanded: false }]);
  const unfolded = visibleRows(modelOf([charge]), { ...ALL, toggled: new Set(['charge']) });
  expect(unfolded.map(({ label, status }) => [label, status])).toEqual([
    ['charge', 'completed'],
    ['attempt 1', 'completed'],
    ['attempt 2', 'failed'],
  ]);
});

describe('filters keep the steps around what they show', () => {
  const model = modelOf(
    [
      row('order'),
      row('charge', { parent: 'order', status: 'failed' }),
      row('mail', { parent: 'order' }),
      row('audit'),
    ],
    ['span of mail'],
  );
  test.each([
    ['failed', '', ['order', 'charge']],
    ['critical', '', ['order', 'mail']],
    ['all', 'MAIL', ['order', 'mail']],
    ['failed', 'mail', []],
  ] as const)('%s %s', (show, find, expected) => {
    expect(keysOf(model, { show, find })).toEqual(expected);
  });
});

test('the next failure goes around, and unfolds what hides it', () => {
  const group = Array.from({ length: 30 }, (_, n) => row(`extract:${n}`, { parent: 'batch' }));
  const rows = [row('batch'), ...group, row('post', { status: 'failed' })].map((each) =>
    each.id === 'extract:7' ? { ...each, status: 'failed' } : each,
  );
  const model = modelOf(rows);
  expect(nextFailure(model, null)).toBe('extract:7');
  expect(nextFailure(model, 'extract:7')).toBe('post');
  expect(nextFailure(model, 'post')).toBe('extract:7');
  expect(nextFailure(modelOf([row('post')]), null)).toBe(null);
  const folded = { ...ALL, toggled: new Set(['batch']) };
  expect(keysOf(model, folded)).toEqual(['batch', 'post']);
  expect(keysOf(model, { toggled: revealing(model, folded, 'extract:7') })).toContain('extract:7');
});

test('no row that was seen changes places when others come', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 50 })),
      fc.uniqueArray(fc.integer({ min: 0, max: 50 })),
      (before, after) => {
        const known = before.map(String);
        const settled = settleOrder(
          known,
          after.map((id) => row(String(id))),
        ).map(({ id }) => id);
        expect(settled.toSorted()).toEqual(after.map(String).toSorted());
        expect(settled.filter((id) => known.includes(id))).toEqual(
          known.filter((id) => after.map(String).includes(id)),
        );
      },
    ),
  );
});
