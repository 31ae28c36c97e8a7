import { SampleRun } from '@runlight/testing/runs';
import {
  addWebhook,
  deliveriesOf,
  ENGINES,
  startTestServer,
  type TestServer,
} from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { remindOfWaits } from './reminders.ts';

const START = Date.UTC(2026, 3, 24, 14, 30);
const HOUR_MS = 3_600_000;

describe.each(ENGINES)('a run that waits for a person, in %s,', (engine) => {
  test('is reminded of after 1, 4 and 24 hours, and no more once it goes on', async () => {
    const { server, at } = await waitingRun(engine);
    await at(0.99);
    expect(await remindersIn(server)).toEqual([]);
    await at(1);
    await at(1.5);
    expect(await remindersIn(server)).toEqual([1]);
    await at(4);
    await at(23.9);
    expect(await remindersIn(server)).toEqual([1, 4]);
    await at(24);
    await at(1000);
    expect(await remindersIn(server)).toEqual([1, 4, 24]);
    expect(await (await server.request('/api/v1/runs/held')).json()).toMatchObject({
      state: 'waiting',
      gate: { reminded_at: [{}, {}, {}].map(() => expect.stringContaining('2026-04-2')) },
    });
  });

  test('is reminded of once for all the ages at which nobody looked', async () => {
    const { server, at } = await waitingRun(engine);
    await at(7);
    expect(await remindersIn(server)).toEqual([7]);
    await at(24);
    expect(await remindersIn(server)).toEqual([7, 24]);
  });

  test('is not reminded of once it goes on; its next wait is one of its own', async () => {
    const { server, run, at } = await waitingRun(engine);
    run.script.pass(0.5 * HOUR_MS);
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'w', waited_ms: 0.5 * HOUR_MS });
    await server.take(run.take());
    await at(1);
    expect(await remindersIn(server)).toEqual([]);
    run.script.pass(HOUR_MS);
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w2', wait_kind: 'human' });
    await server.take(run.take());
    await at(2.5);
    expect(await remindersIn(server)).toEqual([1]);
    run.end();
    await server.take(run.take());
    expect(await server.parts.store.db.selectFrom('reminders').selectAll().execute()).toEqual([]);
  });

  test('is told to webhooks with each reminder once, though a Collector reminds of it as well', async () => {
    const { server, run, at } = await waitingRun(engine, { allowPrivateWebhooks: true });
    await addWebhook(server, 'http://127.0.0.1:9/', { events: ['run.waiting_human'] });
    const collector = run.script.process('collector');
    const reminder = {
      event: 'workflow.run.reminded',
      wait_id: 'w',
      wait_kind: 'human',
      inferred: true,
    } as const;
    const since = '2026-04-24T14:30:00.000000Z';
    run.script.pass(HOUR_MS);
    collector.emit({ ...reminder, since, waited_ms: HOUR_MS });
    await server.take(run.take());
    await at(1.1);
    expect(await toldBy(server)).toEqual([1]);
    await at(4);
    collector.emit({ ...reminder, since, waited_ms: 4 * HOUR_MS });
    await server.take(run.take());
    await at(5);
    expect(await toldBy(server)).toEqual([1, 2]);
    expect(await remindersIn(server)).toEqual([1, 4, 4]);
  });

  test('for a timer is not reminded of', async () => {
    const { server, at } = await waitingRun(engine, {}, 'timer');
    await at(30);
    expect(await remindersIn(server)).toEqual([]);
  });
});

/** A run that waits since {@link START}; `at` is how many hours later somebody looks. */
async function waitingRun(
  engine: (typeof ENGINES)[number],
  settings: Parameters<typeof startTestServer>[0] = {},
  wait_kind: 'human' | 'timer' = 'human',
) {
  let now = START;
  const server = await startTestServer({ engine, now: () => now, ...settings });
  const run = new SampleRun('held').start();
  run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind, reason: 'over 10 000' });
  await server.take(run.take());
  const at = async (hours: number): Promise<void> => {
    now = START + hours * HOUR_MS;
    await remindOfWaits(server.parts);
  };
  return { server, run, at };
}

/** After how many hours each reminder was made. */
async function remindersIn({ parts }: TestServer): Promise<number[]> {
  const rows = await parts.store.db
    .selectFrom('events')
    .select('event')
    .where('name', '=', 'workflow.run.reminded')
    .orderBy('timestamp')
    .execute();
  return rows.map(({ event }) => (JSON.parse(event) as { waited_ms: number }).waited_ms / HOUR_MS);
}

async function toldBy(server: TestServer): Promise<unknown[]> {
  const rows = await deliveriesOf(server);
  return rows.map(({ payload }) => (JSON.parse(payload) as { data: { reminder: unknown } }).data.reminder);
}
