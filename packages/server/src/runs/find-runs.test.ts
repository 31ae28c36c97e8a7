import { RUN_RECORD_STATUSES, RUN_STATUSES, STATE_TABLE, type RunStatus } from '@runlight/contract';
import {
  ENGINES,
  insertRuns,
  runRow,
  startTestServer,
  type SampleRunRow,
  type TestServer,
} from '@runlight/testing/server';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { RunFilterSchema, SORTS } from '../api/parameters.ts';
import type { RunItem } from '../api/run-item.ts';
import { wordsIn } from '../ingest/words.ts';
import { RunSearch, type RunPage, type RunPosition } from './find-runs.ts';
import type { Sort } from './run-order.ts';
import { statesOfWords } from './status-words.ts';

const NOW = Date.UTC(2026, 3, 25);
const HOUR_MS = 3_600_000;
/** Enough that some searches walk along an index and others look at all that can match. */
const RUNS = 2600;

interface Listed {
  readonly runs: readonly RunItem[];
  readonly next_token: string | null;
  readonly total: { readonly value: number; readonly more: boolean };
}

describe.each(ENGINES)('in %s', (engine) => {
  test('every filter in every order finds what a look at each run finds, page by page', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const { rows, tags } = manyRuns();
    await insertRuns(server.parts.store.db, rows, tags);
    await sayWordsOfAll(server);
    await fc.assert(
      fc.asyncProperty(arbitraryFilter, fc.constantFrom(...SORTS), async (filter, sort) => {
        const expected = rows.filter((row) => matches(row, tags.get(row.run_id) ?? [], filter));
        const query = new URLSearchParams(filter).toString();
        const { runs, total } = await pagesOf(server, `${query}&sort=${sort}&limit=500`);
        expect(runs.map(({ id }) => id)).toEqual(sorted(expected, sort).map(({ run_id }) => run_id));
        expect(total.value).toBeLessThanOrEqual(expected.length);
        expect(total.more || total.value === expected.length).toBe(true);
        expect(await idsInSmallSteps(server, filter, sort)).toEqual(runs.map(({ id }) => id));
      }),
      { numRuns: 100 },
    );
    expect(server.reports).toEqual([]);
  });

  test('more tenants and values than one statement merges are found all the same', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const rows = manyRuns().rows.map((row, nth) => ({
      ...row,
      tenant_id: `tenant-${nth % 70}`,
      workflow_name: `workflow-${nth % 90}`,
    }));
    await insertRuns(server.parts.store.db, rows);
    const everyWorkflow = Array.from({ length: 90 }, (_, nth) => `workflow-${nth}`).join(',');
    for (const sort of SORTS) {
      for (const query of [
        '',
        `workflow=${everyWorkflow}`,
        `workflow=${everyWorkflow}&tenant=tenant-1,tenant-2`,
      ]) {
        const { runs } = await pagesOf(server, `${query}&sort=${sort}&limit=500`);
        const expected = rows.filter(
          (row) => !query.includes('tenant=') || /^tenant-[12]$/.test(row.tenant_id),
        );
        expect(runs.map(({ id }) => id)).toEqual(sorted(expected, sort).map(({ run_id }) => run_id));
      }
    }
  });

  test('runs that arrive between two pages move no other run', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const { rows } = manyRuns();
    await insertRuns(server.parts.store.db, rows.slice(100, 200));
    const first = await list(server, 'limit=40');
    await insertRuns(server.parts.store.db, rows.slice(0, 100));
    const second = await list(server, `limit=60&next_token=${first.next_token}`);
    expect([...first.runs, ...second.runs].map(({ id }) => id)).toEqual(
      rows.slice(100, 200).map(({ run_id }) => run_id),
    );
    expect(second.next_token).toBeNull();
  });

  test('a token is good for its own question only', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    await insertRuns(server.parts.store.db, manyRuns().rows.slice(0, 20));
    const { next_token } = await list(server, 'limit=5');
    expect(await codeOf(server, `limit=5&status=failed&next_token=${next_token}`)).toBe('invalid_next_token');
    expect(await codeOf(server, `limit=5&sort=duration&next_token=${next_token}`)).toBe('invalid_next_token');
    expect(await codeOf(server, 'next_token=nonsense')).toBe('invalid_next_token');
  });

  test('words find runs by how they begin, whatever else is typed', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const [one, two] = manyRuns().rows;
    if (one === undefined || two === undefined) throw new Error('there are runs');
    await insertRuns(server.parts.store.db, [one, two]);
    await sayWords(server, one, ['invoice', 'zurich', '98421']);
    await sayWords(server, two, ['invoice', 'bern']);
    const found = async (q: string) =>
      (await list(server, `q=${encodeURIComponent(q)}`)).runs.map(({ id }) => id);
    expect(await found('inv')).toHaveLength(2);
    expect(await found('Zür')).toEqual([one.run_id]);
    expect(await found('erp:invoice#98421')).toEqual([]);
    expect(await found('invoice #98421')).toEqual([one.run_id]);
    for (const odd of [
      '"',
      "'",
      'a AND',
      'NEAR(',
      '*',
      'bern*',
      "b' | 'x",
      'words:bern',
      '-',
      '\\',
      ':*',
      '(',
    ]) {
      expect((await list(server, `q=${encodeURIComponent(odd)}`)).runs).toBeInstanceOf(Array);
    }
  });

  test('facets name what there is', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const { rows, tags } = manyRuns();
    await insertRuns(server.parts.store.db, rows, tags);
    const facets = (await (await server.request('/api/v1/runs/facets')).json()) as Record<string, string[]>;
    const all = (values: Iterable<string | null>) =>
      [...new Set(values)].filter((value) => value !== null).toSorted();
    expect(facets['workflows']?.toSorted()).toEqual(all(rows.map((row) => row.workflow_name)));
    expect(facets['owners']?.toSorted()).toEqual(all(rows.map((row) => row.owner)));
    expect(facets['tags']?.toSorted()).toEqual(all([...tags.values()].flat()));
    expect(facets['tenants']?.toSorted()).toEqual(['acme']);
  });
});

test('words of a status mean every state that shows them', () => {
  const states = (...words: string[]) => statesOfWords(words).states;
  expect(states('failed')).toEqual(['failed', 'timed_out', 'lost']);
  expect(states('completed')).toEqual(['succeeded', 'incomplete']);
  expect(states('canceled', 'FAILED')).toEqual(['failed', 'cancelled', 'lost']);
  expect(states('RUNNING')).toEqual(['running', 'waiting', 'blocked', 'stalled']);
  expect(states('running')).toEqual(['running', 'waiting', 'blocked', 'stalled', 'cancelling']);
  const waiting = (...words: string[]) => statesOfWords(words).waiting;
  expect(waiting('waiting_human', 'failed')).toBe('for_person');
  expect(waiting('running')).toBe('for_others');
  expect(waiting('waiting_human', 'running')).toBe('all');
  expect(waiting('RUNNING')).toBe('all');
});

type Filter = Record<string, string>;

const arbitraryFilter: fc.Arbitrary<Filter> = fc
  .record({
    status: fc.subarray([...RUN_RECORD_STATUSES, 'FAILED', 'RUNNING'], { minLength: 1, maxLength: 3 }),
    state: fc.subarray([...RUN_STATUSES], { minLength: 1, maxLength: 6 }),
    id: fc.subarray(['run_00003', 'run_00100', 'run_00101', 'unknown'], { minLength: 1 }),
    workflow: fc.subarray(['invoice', 'refund', 'rare', 'unknown'], { minLength: 1 }),
    env: fc.constantFrom('prod', 'dev', 'prod,dev'),
    version: fc.constantFrom('1', '2', '1,2'),
    tenant: fc.constantFrom('acme', 'acme,other'),
    tag: fc.constantFrom('eu', 'rare', 'eu,rare', 'none'),
    tag_pattern: fc.constantFrom('^e', 'x', 'rare|eu'),
    error_code: fc.constantFrom('E402', 'E500', 'E402,E500'),
    hitl: fc.constantFrom('none', 'requested', 'none,approved'),
    owner: fc.constantFrom('none', 'ops', 'ops,none'),
    needs_person: fc.constantFrom('true', 'false'),
    resolved: fc.constantFrom('true', 'false'),
    backfill: fc.constantFrom('true', 'false'),
    time_field: fc.constantFrom('started', 'ended', 'updated'),
    from: fc.constantFrom('24h', '10d', '90m', '2026-04-20T02:00:00+02:00'),
    q: fc.constantFrom('invo', 'refund PROD', 'nowh', 'rare'),
    to: fc.constantFrom('1h', '3d', '2026-04-24T00:00:00.5Z'),
  })
  .chain((filter) =>
    // Few of them at once: most others would find nothing.
    fc
      .subarray(Object.entries(filter), { maxLength: 4 })
      .map((some) => Object.fromEntries(some.map(([name, value]) => [name, String(value)]))),
  );

/** A run matches a filter: as plainly as it can be said. */
function matches(row: SampleRunRow, tags: readonly string[], filter: Filter): boolean {
  const has = (name: string, value: string | null) =>
    filter[name] === undefined || filter[name].split(',').includes(value ?? 'none');
  const flag = (name: string, value: boolean) => filter[name] === undefined || filter[name] === String(value);
  const time = { started: row.sort_at, ended: row.ended_at, updated: row.updated_at }[
    filter['time_field'] ?? 'started'
  ];
  const ms = time == null ? null : Date.parse(time);
  const from = filter['from'] === undefined ? -Infinity : instant(filter['from']);
  const to = filter['to'] === undefined ? Infinity : instant(filter['to']);
  const waitsForPerson = row.waits_for_person === 1;
  const { record, state } = STATE_TABLE[row.status];
  const wordsShown = new Set<string>([waitsForPerson ? 'waiting_human' : record, state]);
  return (
    (filter['status'] === undefined || filter['status'].split(',').some((word) => wordsShown.has(word))) &&
    has('state', row.status) &&
    has('id', row.run_id) &&
    has('workflow', row.workflow_name) &&
    has('env', row.environment) &&
    has('version', row.workflow_version) &&
    has('tenant', row.tenant_id) &&
    has('error_code', row.error_code) &&
    has('hitl', row.hitl) &&
    has('owner', row.owner) &&
    (filter['tag']?.split(',').every((tag) => tags.includes(tag)) ?? true) &&
    (filter['tag_pattern'] === undefined ||
      tags.some((tag) => new RegExp(filter['tag_pattern'] ?? '').test(tag))) &&
    wordsIn(filter['q'] ?? '').every((word) => wordsOfRow(row).some((own) => own.startsWith(word))) &&
    flag('resolved', row.resolved_at !== null) &&
    flag('backfill', row.is_backfill === 1) &&
    flag(
      'needs_person',
      waitsForPerson ||
        row.status === 'blocked' ||
        row.status === 'stalled' ||
        (row.status === 'incomplete' && row.resolved_at === null),
    ) &&
    ((filter['from'] ?? filter['to']) === undefined || (ms !== null && ms >= from && ms < to))
  );
}

function instant(text: string): number {
  const { count, unit = '' } = /^(?<count>\d+)(?<unit>[mhd])$/.exec(text)?.groups ?? {};
  const unitMs = { m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS }[unit] ?? 0;
  return count === undefined ? Date.parse(text) : NOW - Number(count) * unitMs;
}

function sorted(rows: readonly SampleRunRow[], sort: Sort): SampleRunRow[] {
  const descending = sort.startsWith('-');
  const newest = (a: SampleRunRow, b: SampleRunRow) =>
    compare(b.sort_at, a.sort_at) || compare(b.run_id, a.run_id);
  const place = (status: RunStatus) => RUN_STATUSES.indexOf(status);
  const by = {
    started_at: newest,
    status: (a: SampleRunRow, b: SampleRunRow) =>
      (descending ? place(b.status) - place(a.status) : place(a.status) - place(b.status)) || newest(a, b),
    duration: (a: SampleRunRow, b: SampleRunRow) => {
      if (a.duration_ms === null || b.duration_ms === null) {
        return (
          compare(a.duration_ms === null ? 1 : 0, b.duration_ms === null ? 1 : 0) ||
          compare(b.run_id, a.run_id)
        );
      }
      return (a.duration_ms - b.duration_ms || compare(a.run_id, b.run_id)) * (descending ? -1 : 1);
    },
  }[sort.replace('-', '') as 'started_at' | 'status' | 'duration']; // what SORTS has
  return sort === 'started_at' ? rows.toSorted(by).toReversed() : rows.toSorted(by);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Runs of which some values are frequent and others rare; the newest first. */
function manyRuns(): { rows: SampleRunRow[]; tags: Map<string, string[]> } {
  const tags = new Map<string, string[]>();
  const rows = Array.from({ length: RUNS }, (_, nth) => {
    const status = nth % 7 < 4 ? 'succeeded' : (RUN_STATUSES[(nth * 5) % RUN_STATUSES.length] ?? 'failed');
    const started = NOW - Math.floor(nth / 2) * 20 * 60_000;
    const row = runRow(
      `run_${String(RUNS - nth).padStart(5, '0')}`,
      status,
      started,
      ((nth * 37) % 500) * 1000,
    );
    row.tenant_id = 'acme';
    row.workflow_name = nth % 100 === 3 ? 'rare' : nth % 3 === 0 ? 'refund' : 'invoice';
    row.environment = nth % 5 === 0 ? null : nth % 2 === 0 ? 'prod' : 'dev';
    row.workflow_version = String(1 + (nth % 3));
    row.error_code = row.status === 'failed' ? (nth % 2 === 0 ? 'E402' : 'E500') : null;
    row.owner = nth % 11 === 0 ? 'ops' : null;
    row.hitl = row.status === 'waiting' ? (nth % 2 === 0 ? 'requested' : 'approved') : null;
    row.waits_for_person = row.hitl === 'requested' ? 1 : 0;
    row.resolved_at = nth % 13 === 0 ? row.updated_at : null;
    row.is_backfill = nth % 17 === 0 ? 1 : 0;
    tags.set(row.run_id, [...(nth % 2 === 0 ? ['eu'] : []), ...(nth % 300 === 0 ? ['rare'] : [])]);
    return row;
  });
  return { rows, tags };
}

async function list(server: TestServer, query: string): Promise<Listed> {
  const answer = await server.request(`/api/v1/runs?${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Listed; // as the definition says
}

async function pagesOf(server: TestServer, query: string): Promise<Listed> {
  const first = await list(server, query);
  const runs = [...first.runs];
  for (let token = first.next_token; token !== null;) {
    const page = await list(server, `${query}&next_token=${token}`);
    runs.push(...page.runs);
    token = page.next_token;
  }
  return { ...first, runs };
}

/** What a search finds that takes a handful of runs for many: it walks on and on. */
async function idsInSmallSteps({ parts }: TestServer, filter: Filter, sort: Sort): Promise<string[]> {
  const question = [RunFilterSchema.parse(filter), NOW, { few: 3, many: 40, slice: 50 }] as const;
  const search = await RunSearch.open(parts.store, { tenantId: null }, ...question);
  const ids: string[] = [];
  for (let after: RunPosition | null | undefined; after !== null;) {
    const page: RunPage = await search.page({ sort, after: after ?? null, limit: 300 });
    ids.push(...page.ids);
    after = page.next;
  }
  return ids;
}

async function codeOf(server: TestServer, query: string): Promise<unknown> {
  const answer = await server.request(`/api/v1/runs?${query}`);
  expect(answer.status).toBe(400);
  return ((await answer.json()) as { code: unknown }).code;
}

function wordsOfRow(row: SampleRunRow): string[] {
  return [row.workflow_name, row.environment ?? 'nowhere'];
}

async function sayWordsOfAll(server: TestServer): Promise<void> {
  const { store } = server.parts;
  const where = sql`coalesce(environment, 'nowhere')`;
  const words =
    store.engine === 'postgres'
      ? sql`array_to_tsvector(array[workflow_name, ${where}])`
      : sql`workflow_name || ' ' || ${where}`;
  await sql`insert into run_words (run_id, tenant_id, words) select run_id, tenant_id, ${words} from runs`.execute(
    store.db,
  );
}

async function sayWords(server: TestServer, row: SampleRunRow, words: readonly string[]): Promise<void> {
  const { store } = server.parts;
  const value =
    store.engine === 'postgres' ? sql`array_to_tsvector(${words}::text[])` : sql`${words.join(' ')}`;
  await sql`insert into run_words (run_id, tenant_id, words) values (${row.run_id}, ${row.tenant_id}, ${value})`.execute(
    store.db,
  );
}
