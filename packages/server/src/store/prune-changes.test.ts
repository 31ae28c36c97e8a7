import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import { expect, test } from 'vitest';

import { pruneChangesOnce } from './prune-changes.ts';

test.each(ENGINES)('in %s, changes are kept for an hour, and the latest one always', async (engine) => {
  let now = Date.UTC(2026, 3, 25);
  const server = await startTestServer({ engine, now: () => now });
  const { db } = server.parts.store;
  const kept = async () => {
    const rows = await db.selectFrom('changes').select('run_id').orderBy('seq').execute();
    return rows.map(({ run_id }) => run_id);
  };
  for (const runId of ['a', 'b', 'c']) {
    await server.take(new SampleRun(runId).start().take());
    now += 30 * 60_000;
  }
  await pruneChangesOnce(server.parts);
  expect(await kept()).toEqual(['b', 'c']);
  now += 24 * 60 * 60_000;
  await pruneChangesOnce(server.parts);
  expect(await kept()).toEqual(['c']);
});
