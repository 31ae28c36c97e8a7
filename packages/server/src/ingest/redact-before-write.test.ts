import { SampleRun } from '@runlight/testing/runs';
import { startTestServer } from '@runlight/testing/server';
import { expect, test, vi } from 'vitest';

// In SQLite whoever reads waits for the writer, too.
test('in postgres, a policy that is set while events wait for their turn is applied to them', async () => {
  const server = await startTestServer({ engine: 'postgres' });
  const { store } = server.parts;
  const setPolicy = Promise.withResolvers<void>();
  const setting = store.write(async (write) => {
    await setPolicy.promise;
    const value = JSON.stringify({ patterns: ['EMP-[0-9]+'] });
    const changed = { changed_at: server.parts.timestamp(), changed_by: 'a test' };
    await write
      .insertInto('settings')
      .values({ tenant_id: '', name: 'redaction', value, ...changed })
      .execute();
  });
  const run = new SampleRun().start();
  run.main.emit({ event: 'workflow.run.annotated', note: 'EMP-4711 called', actor: 'me' });
  const write = vi.spyOn(store, 'write');
  const taking = server.take(run.script.events);
  await vi.waitFor(() => expect(write).toHaveBeenCalled());
  setPolicy.resolve();
  await Promise.all([setting, taking]);
  const notes = await store.db
    .selectFrom('events')
    .select('event')
    .where('name', '=', 'workflow.run.annotated')
    .execute();
  expect(notes.map(({ event }) => JSON.parse(event) as unknown)).toMatchObject([
    { note: '[redacted] called' },
  ]);
});
