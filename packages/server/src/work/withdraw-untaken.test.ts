import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, eventually, MovableClock, startTestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { pruneOnce } from '../retention/keep-to-retention.ts';

const DAY_MS = 86_400_000;

describe.each(ENGINES)('in %s', (engine) => {
  test('a re-run that nobody took for a week ends as cancelled, and its inputs are kept no longer', async () => {
    const clock = new MovableClock();
    const server = await startTestServer({ engine, now: clock.now });
    const { db } = server.parts.store;
    const run = new SampleRun().start().end('failed');
    await server.take(run.take());
    const asked = await server.request(`/api/v1/runs/${run.script.runId}/rerun`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: { iban: 'DE02' } }),
    });
    expect(asked.status).toBe(202);
    const { run_id } = (await asked.json()) as { run_id: string };
    const stateOf = async (): Promise<unknown> =>
      ((await (await server.request(`/api/v1/runs/${run_id}`)).json()) as { state: string }).state;
    expect(JSON.stringify(await db.selectFrom('work_items').selectAll().execute())).toContain('DE02');

    clock.pass(7 * DAY_MS - 60_000);
    expect(await stateOf()).toBe('queued');
    clock.pass(120_000);
    await eventually(async () => expect(await stateOf()).toBe('cancelled'));

    const [item] = await db.selectFrom('work_items').selectAll().execute();
    expect(item).toMatchObject({ status: 'cancelled', request: expect.not.stringContaining('DE02') });
    const [deed] = await db.selectFrom('audit_log').selectAll().where('actor', '=', 'runlight').execute();
    expect(deed).toMatchObject({ action: 'work.give_up', target: run_id, tenant_id: 'acme' });
  });

  test('what was asked of a run that never ends is forgotten after 90 days', async () => {
    const clock = new MovableClock();
    const server = await startTestServer({ engine, now: clock.now, work: { deliveryWaitMs: 0 } });
    const run = new SampleRun().start();
    await server.take(run.take());
    const cancel = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    await server.request(`/api/v1/runs/${run.script.runId}/cancel`, cancel);
    const requests = () => server.parts.store.db.selectFrom('control_requests').selectAll().execute();
    clock.pass(89 * DAY_MS);
    await pruneOnce(server.parts);
    expect(await requests()).toHaveLength(1);
    clock.pass(2 * DAY_MS);
    await pruneOnce(server.parts);
    expect(await requests()).toEqual([]);
  });
});
