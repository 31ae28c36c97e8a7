import type { RunEvent } from '@runlight/contract';
import { arbitraryRun, SAMPLE_RUN_ID, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MAX_PAGE_CHARACTERS } from './bounded-page.ts';
import { stateIn } from './run-detail.ts';
import { movingEvents } from './run-history.ts';
import { stateTimeline } from './state-timeline.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test.each(['steps', 'events'] as const)(
    '%s that are large come in more pages, and all of them',
    async (part) => {
      const server = await startTestServer({ engine });
      const run = new SampleRun().start();
      for (let nth = 0; nth < 300; nth += 1) {
        const step = run.main.step('read', { key: `${nth}` }).emit({ event: 'workflow.step.started' });
        step.emit({ event: 'workflow.step.completed', duration_ms: 1, output: 'x'.repeat(60_000) });
        run.script.pass(1);
      }
      await server.take(run.script.events);
      const pages = await pagesOf(server, `/api/v1/runs/${SAMPLE_RUN_ID}/${part}?limit=500`);
      for (const { text } of pages) expect(text.length).toBeLessThan(MAX_PAGE_CHARACTERS * 1.1);
      expect(pages.length).toBe(3);
      const found = pages.flatMap(({ page }) => page[part] as { id: string; event_id: string }[]);
      expect(new Set(found.map(({ id, event_id }) => id ?? event_id)).size).toBe(
        part === 'steps' ? 300 : 601,
      );
      expect(found).toHaveLength(part === 'steps' ? 300 : 601);
    },
  );

  test('the history of a run is what all its events tell, whoever inferred what', async () => {
    const server = await startTestServer({ engine });
    await fc.assert(
      fc.asyncProperty(arbitraryRun(), async ({ events }) => {
        const { db } = server.parts.store;
        const runId = events[0]?.run_id ?? '';
        await db.deleteFrom('events').execute();
        await db.deleteFrom('runs').execute();
        await server.take(events);
        const row = await db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
        const state = stateIn({ state: row?.state ?? '' });
        const all = (await db.selectFrom('events').select('event').execute()).map(
          ({ event }) => JSON.parse(event) as RunEvent, // as the server wrote it
        );
        expect(stateTimeline(await movingEvents(db, runId), state, 0)).toEqual(stateTimeline(all, state, 0));
      }),
      { numRuns: engine === 'sqlite' ? 200 : 40 },
    );
  });
});

test('of a run that was called stalled, few events are read', async () => {
  const server = await startTestServer();
  const run = new SampleRun().start();
  for (let nth = 0; nth < 300; nth += 1) {
    run.step('read', { key: `${nth}` });
    if (nth % 100 !== 50) continue;
    run.main.emit({ event: 'workflow.run.stalled' });
    run.script.pass(1000);
    run.main.emit({ event: 'workflow.run.annotated', note: 'looked at it' });
    run.script.pass(1000);
  }
  await server.take(run.script.events);
  const moving = await movingEvents(server.parts.store.db, SAMPLE_RUN_ID);
  expect(moving.filter(({ event }) => event.startsWith('workflow.step.'))).toHaveLength(4);
  expect(moving).toHaveLength(8);
});

test('a person is waited for also while something else is, and can decide', async () => {
  const server = await startTestServer();
  const run = new SampleRun().start();
  run.main.emit({ event: 'workflow.run.waiting', wait_id: 'p0.0', wait_kind: 'timer' });
  run.script.pass(1000);
  const gate = run.main.step('approve').emit({ event: 'workflow.step.started' });
  gate.emit({ event: 'workflow.gate.requested', gate: 'approve', wait_kind: 'human' });
  run.main.emit({ event: 'workflow.run.waiting', wait_id: 'p0.1', wait_kind: 'human', step_name: 'approve' });
  await server.take(run.take());
  const detail = await answerOf(server, `/api/v1/runs/${SAMPLE_RUN_ID}`);
  expect(detail).toMatchObject({
    status: 'waiting_human',
    gate: { name: 'approve', kind: 'human', decidable: true },
  });
  const found = async (query: string) => (await answerOf(server, `/api/v1/runs?${query}`))['runs'];
  expect(await found('status=waiting_human')).toHaveLength(1);
  expect(await found('needs_person=true')).toHaveLength(1);

  run.main.emit({ event: 'workflow.run.resumed', wait_id: 'p0.1', waited_ms: 0 });
  await server.take(run.take());
  expect(await answerOf(server, `/api/v1/runs/${SAMPLE_RUN_ID}`)).toMatchObject({
    status: 'running',
    state: 'waiting',
  });
  expect(await found('needs_person=true')).toHaveLength(0);
});

test('a run in a queue has no duration yet, wherever it is shown', async () => {
  const server = await startTestServer();
  await server.take(new SampleRun().queue().script.events);
  expect(await answerOf(server, `/api/v1/runs/${SAMPLE_RUN_ID}`)).toMatchObject({
    duration_ms: null,
  });
});

async function answerOf(server: TestServer, path: string): Promise<Record<string, unknown>> {
  return (await (await server.request(path)).json()) as Record<string, unknown>;
}

async function pagesOf(server: TestServer, path: string) {
  const pages: { text: string; page: Record<string, unknown> }[] = [];
  for (let token: string | null = ''; token !== null;) {
    const next = token === '' ? '' : `&next_token=${token}`;
    const text = await (await server.request(`${path}${next}`)).text();
    const page = JSON.parse(text) as Record<string, unknown> & { next_token: string | null };
    pages.push({ text, page });
    token = page.next_token;
  }
  return pages;
}
