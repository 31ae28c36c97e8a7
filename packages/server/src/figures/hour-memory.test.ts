import { ENGINES, insertRuns, runRow, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import type { Figures } from './read-figures.ts';

const NOW = Date.UTC(2026, 3, 25);
const HOUR_MS = 3_600_000;

describe.each(ENGINES)('in %s', (engine) => {
  test('figures that were asked for before follow whatever changes a run', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const { db } = server.parts.store;
    const at = (hours: number) => NOW - hours * HOUR_MS + 60_000;
    await insertRuns(db, [
      runRow('one', 'succeeded', at(10), 1000),
      runRow('two', 'failed', at(10), 2000),
      runRow('three', 'running', at(10), 0),
    ]);
    expect(await outcomes(server)).toEqual({ succeeded: 1, failed: 1 });
    expect(await outcomes(server, 'resolved=true')).toEqual({});

    const changed = { resolved_at: runRow('any', 'running', at(1), 0).sort_at };
    await db.updateTable('runs').set(changed).where('run_id', '=', 'two').execute();
    expect(await outcomes(server, 'resolved=true')).toEqual({ failed: 1 });

    const { outcome, ended_at } = runRow('any', 'lost', at(20), 0);
    await db.updateTable('runs').set({ outcome, ended_at }).where('run_id', '=', 'two').execute();
    expect(await outcomes(server)).toEqual({ succeeded: 1, lost: 1 });
    expect(await outcomes(server, 'from=15h')).toEqual({ succeeded: 1 });

    const end = runRow('any', 'cancelled', at(10), 3000);
    await db
      .insertInto('runs')
      .values(runRow('three', 'running', at(10), 0))
      .onConflict((on) =>
        on.column('run_id').doUpdateSet({ outcome: end.outcome, ended_at: end.ended_at, duration_ms: 3000 }),
      )
      .execute();
    expect(await outcomes(server, 'from=15h')).toEqual({ succeeded: 1, cancelled: 1 });

    await db.deleteFrom('runs').where('run_id', '=', 'one').execute();
    expect(await outcomes(server)).toEqual({ cancelled: 1, lost: 1 });
  });

  test('an hour has all of its runs, however many ended at one instant', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const rows = Array.from({ length: 5003 }, (_, nth) =>
      runRow(`run-${nth}`, nth % 2 === 0 ? 'succeeded' : 'failed', NOW - 5 * HOUR_MS, 1000),
    );
    await insertRuns(server.parts.store.db, rows);
    expect(await outcomes(server)).toEqual({ succeeded: 2502, failed: 2501 });
  });

  test('what is remembered for one tenant is never told to another', async () => {
    const server = await startTestServer({ engine, access: 'tokens', now: () => NOW });
    const row = { ...runRow('of-acme', 'failed', NOW - 5 * HOUR_MS, 1000), tenant_id: 'acme' };
    await insertRuns(server.parts.store.db, [row]);
    const [acme, other] = [await server.token('viewer', 'acme'), await server.token('viewer', 'other')];
    expect(await outcomes(server, '', acme)).toEqual({ failed: 1 });
    expect(await outcomes(server, '', other)).toEqual({});
    expect(await outcomes(server, 'tenant=acme', other)).toEqual({});
    expect(await outcomes(server, '', await server.token('admin'))).toEqual({ failed: 1 });
  });
});

async function outcomes(server: TestServer, query = '', token?: string): Promise<Figures['by_outcome']> {
  const answer = await server.request(`/api/v1/metrics?${query}`, token === undefined ? {} : { token });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Figures).by_outcome; // as the definition says
}
