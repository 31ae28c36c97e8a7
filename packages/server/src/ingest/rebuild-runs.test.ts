import type { RunEvent } from '@runlight/contract';
import { arbitraryRun, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { rebuildRuns } from './rebuild-runs.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('runs that are made anew from their events are what they were', async () => {
    const server = await startTestServer({ engine });
    const runs = fc.sample(arbitraryRun(), { numRuns: 60, seed: 7 });
    for (const [nth, { events }] of runs.entries()) {
      const ofRun = renamed(events, `run-${String(nth).padStart(3, '0')}`);
      const kept = ofRun.filter(({ event }) => event !== 'workflow.run.heartbeat');
      await server.take(kept.slice(kept.length / 2));
      await server.take(kept.slice(0, kept.length / 2));
    }
    const before = await projection(server);
    expect(before.steps.length).toBeGreaterThan(100);
    expect(before.run_tags.length).toBeGreaterThan(10);
    expect(before.artifacts.length).toBeGreaterThan(10);
    const { db } = server.parts.store;
    await db.updateTable('runs').set({ status: 'queued', why: '', state: '{}', retries: 77 }).execute();
    await db.deleteFrom('steps').where('attempt', '=', 1).execute();
    await db.deleteFrom('run_tags').execute();
    await db
      .updateTable('artifacts')
      .set({ path: sql<string>`'x' || path` })
      .execute();
    await db.deleteFrom('runs').where('run_id', '=', 'run-001').execute();
    const progress: number[] = [];
    expect(await rebuildRuns(server.parts.store, { onProgress: (count) => progress.push(count) })).toBe(60);
    expect(progress).toEqual([50, 60]);
    expect(await projection(server)).toEqual(before);
  });

  test('what people said of a run, and whose it is, stays; what retention cut is left alone', async () => {
    const server = await startTestServer({ engine });
    const { db } = server.parts.store;
    const run = new SampleRun('run').start().end('failed');
    await server.parts.take(run.take(), { tenantId: 'owner-of-the-token' });
    await server.take(new SampleRun('cut').start().end().take());
    const overlays = { owner: 'ops', resolved_at: 'then', resolution: 'refunded', pinned_by: 'me' };
    await db.updateTable('runs').set(overlays).where('run_id', '=', 'run').execute();
    await db
      .updateTable('runs')
      .set({ pruned: '{"events":"then"}', why: 'as it was' })
      .where('run_id', '=', 'cut')
      .execute();
    expect(await rebuildRuns(server.parts.store)).toBe(1);
    const rows = await db.selectFrom('runs').selectAll().orderBy('run_id').execute();
    expect(rows).toMatchObject([
      { run_id: 'cut', why: 'as it was', version: 1 },
      { run_id: 'run', status: 'failed', tenant_id: 'owner-of-the-token', version: 2, ...overlays },
    ]);
  });

  test('a run that only heartbeats tell to be alive is not silent afterwards', async () => {
    let now = Date.UTC(2026, 3, 24, 15);
    const server = await startTestServer({ engine, now: () => now });
    const run = new SampleRun('run').start();
    await server.take(run.take());
    now += 60 * 60_000;
    run.script.pass(60 * 60_000);
    run.main.heartbeat(1);
    await server.take(run.take());
    const before = await projection(server);
    await rebuildRuns(server.parts.store);
    const [row] = (await projection(server)).runs;
    expect(row).toMatchObject({
      seen_at: before.runs[0]?.seen_at,
      watch_at: before.runs[0]?.watch_at,
      updated_at: run.script.events[0]?.timestamp,
    });
  });
});

function renamed(events: readonly RunEvent[], runId: string): RunEvent[] {
  return events.map((event) => ({ ...event, run_id: runId, event_id: `${runId}-${event.event_id}` }));
}

/** All that is made from events; a state without the order of its keys. */
async function projection({ parts: { store } }: TestServer) {
  const { db } = store;
  const runs = await db.selectFrom('runs').selectAll().orderBy('run_id').execute();
  const words = await sql<{
    run_id: string;
    words: string;
  }>`select run_id, words from run_words order by run_id`.execute(db);
  return {
    runs: runs.map((row) => ({ ...row, version: null, state: JSON.parse(row.state) as object })),
    steps: await db.selectFrom('steps').selectAll().orderBy('run_id').orderBy('span_id').execute(),
    run_tags: await db
      .selectFrom('run_tags')
      .select(['run_id', 'tag'])
      .orderBy('run_id')
      .orderBy('tag')
      .execute(),
    artifacts: await db
      .selectFrom('artifacts')
      .selectAll()
      .orderBy('run_id')
      .orderBy('span_id')
      .orderBy('path')
      .execute(),
    words: words.rows.map(({ run_id, words: text }) => ({ run_id, words: text.split(' ').toSorted() })),
  };
}
