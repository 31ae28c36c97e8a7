import type { RunEvent } from '@runlight/contract';
import { runsIn, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, eventually, otlpLogs, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import { pruneOnce } from './keep-to-retention.ts';
import type { Retention } from './policies.ts';

const RUN_ENDED = Date.parse('2026-04-24T14:30:00.010Z');
const DAY_MS = 86_400_000;
const FOR_GOOD: Retention = { raw_days: null, io_days: null, summary_days: null, metrics_days: null };

function eventsOfRun(): RunEvent[] {
  return new SampleRun('run').start().step('read').end().take();
}

describe.each(ENGINES)('retention, %s', (engine) => {
  test('keeps a run deleted whose events come again, from a directory or by OTLP', async () => {
    const root = temporaryDirectory(onTestFinished);
    runsIn(root, onTestFinished).source.emit(...eventsOfRun());
    let now = RUN_ENDED;
    const start = (database?: string): Promise<TestServer> =>
      startTestServer({ engine, now: () => now, runsDirectories: [root], ...(database && { database }) });
    const first = await start();
    await eventually(async () => expect(await runIds(first)).toEqual(['run']));
    await setRetention(first, { summary_days: 30, metrics_days: 30 });
    now += 31 * DAY_MS;
    expect(await pruneOnce(first.parts)).toMatchObject({ run: 1 });
    await first.close();
    runsIn(root, onTestFinished).source.emit(...new SampleRun('other', 'other').start().take());

    const second = await start(first.database);
    await eventually(async () => expect(await runIds(second)).toEqual(['other'])); // both were read by now
    const answer = await second.request('/v1/logs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: otlpLogs(eventsOfRun()),
    });

    const count = String(eventsOfRun().length);
    expect(await answer.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: count,
        errorMessage: 'events of a run that retention has deleted',
      },
    });
    expect(await runIds(second)).toEqual(['other']);
    const { db } = second.parts.store;
    expect(await db.selectFrom('events').select('run_id').distinct().execute()).toEqual([
      { run_id: 'other' },
    ]);
  });

  test('remembers what it deleted for as long as somebody sends it, and 400 days more', async () => {
    let now = RUN_ENDED;
    const server = await startTestServer({ engine, now: () => now });
    await server.take(eventsOfRun());
    await setRetention(server, { summary_days: 1, metrics_days: 1 });
    now += 2 * DAY_MS;
    await pruneOnce(server.parts);
    for (const days of [399, 399]) {
      now += days * DAY_MS;
      await pruneOnce(server.parts);
      expect(await server.parts.take(eventsOfRun(), { tenantId: null })).toMatchObject({ applied: 0 });
    }
    now += 401 * DAY_MS;
    await pruneOnce(server.parts);

    expect(await server.parts.store.db.selectFrom('deleted_runs').selectAll().execute()).toEqual([]);
    await server.take(eventsOfRun());
    expect(await runIds(server)).toEqual(['run']);
  });
});

async function runIds({ parts }: TestServer): Promise<string[]> {
  const rows = await parts.store.db.selectFrom('runs').select('run_id').execute();
  return rows.map(({ run_id }) => run_id);
}

async function setRetention(server: TestServer, retention: Partial<Retention>): Promise<void> {
  const response = await server.request('/api/v1/settings/retention', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...FOR_GOOD, ...retention }),
  });
  expect(response.status).toBe(200);
}
