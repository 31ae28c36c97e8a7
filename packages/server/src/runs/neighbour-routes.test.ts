import { RUN_STATUSES } from '@runlight/contract';
import { ENGINES, insertRuns, runRow, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { SORTS } from '../api/parameters.ts';

const NOW = Date.UTC(2026, 3, 25);
const MINUTE_MS = 60_000;

/** Some of them began at the same time, and some took equally long. */
const ROWS = Array.from({ length: 1200 }, (_, nth) => {
  const id = `run-${String((nth * 7919) % 1200).padStart(4, '0')}`;
  const status = RUN_STATUSES[nth % RUN_STATUSES.length] ?? 'failed';
  const row = runRow(id, status, NOW - (nth - (nth % 3)) * MINUTE_MS, (nth % 50) * 100);
  return { ...row, workflow_name: nth % 4 === 0 ? 'refund' : 'invoice' };
});

describe.each(ENGINES)('in %s', (engine) => {
  test('next and previous walk a list from end to end, in every order and inside of a filter', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    await insertRuns(server.parts.store.db, ROWS);
    for (const sort of SORTS) {
      for (const filter of ['', '&workflow=refund', '&status=failed,running']) {
        const ids = await listed(server, `sort=${sort}${filter}`);
        for (const at of [0, 1, Math.floor(ids.length / 2), ids.length - 2, ids.length - 1]) {
          const answer = await server.request(`/api/v1/runs/${ids[at]}/neighbours?sort=${sort}${filter}`);
          expect(await answer.json(), `${sort}${filter} at ${at}`).toEqual({
            previous: ids[at - 1] ?? null,
            next: ids[at + 1] ?? null,
          });
        }
      }
    }
  });

  test('a run that no longer matches still has the ones around its place', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    await insertRuns(server.parts.store.db, ROWS);
    const all = await listed(server, 'sort=-started_at');
    const refunds = await listed(server, 'sort=-started_at&workflow=refund');
    const [above = '', below] = refunds.slice(9, 11);
    const between = all[all.indexOf(above) + 1];
    const answer = await server.request(`/api/v1/runs/${between}/neighbours?workflow=refund`);
    expect(await answer.json()).toEqual({ previous: above, next: below });
  });

  test('of runs of other tenants nobody learns', async () => {
    const server = await startTestServer({ engine, access: 'tokens', now: () => NOW });
    const rows = ROWS.slice(0, 3).map((row, nth) => ({ ...row, tenant_id: nth === 1 ? 'acme' : 'other' }));
    await insertRuns(server.parts.store.db, rows);
    const token = await server.token('viewer', 'acme');
    const path = (id: string | undefined) => `/api/v1/runs/${id}/neighbours`;
    const own = await server.request(path(rows[1]?.run_id), { token });
    expect(await own.json()).toEqual({ previous: null, next: null });
    expect((await server.request(path(rows[0]?.run_id), { token })).status).toBe(404);
  });
});

/** The ids of a whole list, in its order. */
async function listed(server: TestServer, query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let token: string | null = ''; token !== null;) {
    const next: string = token === '' ? '' : `&next_token=${token}`;
    const answer = await server.request(`/api/v1/runs?${query}&limit=500${next}`);
    const page = (await answer.json()) as { runs: { id: string }[]; next_token: string | null }; // as documented
    ids.push(...page.runs.map(({ id }) => id));
    token = page.next_token;
  }
  return ids;
}
