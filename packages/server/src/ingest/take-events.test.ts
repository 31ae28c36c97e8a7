import { advance, initialRunState, toRun, toStep, type RunEvent, type StepState } from '@runlight/contract';
import { arbitraryRun, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const NOW = Date.UTC(2026, 3, 25);

describe.each(ENGINES)('in %s', (engine) => {
  test('events give the run that they fold to, in whatever order, portions and number they arrive', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    let nth = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryRun(),
        fc.array(fc.nat(), { minLength: 200, maxLength: 200 }),
        async (run, dice) => {
          nth += 1;
          const events = renamed(run.events, `run-${nth}`);
          for (const portion of portions([...shuffled(events, dice), ...events.slice(0, 3)], dice)) {
            await server.take(portion);
          }
          const expected = folded(events);
          const detail = await answerOf(server.request(`/api/v1/runs/run-${nth}`));
          expect(detail).toEqual(
            expect.objectContaining({ ...expected.run, tags: expected.run.tags.toSorted() }),
          );
          const { steps } = await answerOf(server.request(`/api/v1/runs/run-${nth}/steps`));
          expect(steps).toHaveLength(expected.steps.length);
          expect(steps).toEqual(
            expect.arrayContaining(expected.steps.map((step): unknown => expect.objectContaining(step))),
          );
          expect(await keptEvents(server, `run-${nth}`)).toBe(
            events.filter(({ event }) => event !== 'workflow.run.heartbeat').length,
          );
        },
      ),
      { numRuns: 30 },
    );
    expect(server.reports).toEqual([]);
  });

  test('who speaks for a tenant can’t add to the run of another', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.parts.take(run.script.events, { tenantId: 'acme' });
    const before = run.script.events.length;
    run.step('extract');
    const taken = await server.parts.take(run.script.events.slice(before), { tenantId: 'evil' });
    expect(taken).toMatchObject({ applied: 0, foreign: 2, changes: [] });
    expect(await answerOf(server.request(`/api/v1/runs/${run.script.runId}/steps`))).toMatchObject({
      steps: [],
      total: 0,
    });
  });

  test('a run stays with the tenant that it was first sent for', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().queue();
    await server.parts.take(run.take(), { tenantId: 'first' });
    await server.take(run.start().take()); // says to be of another one
    const rows = await server.parts.store.db.selectFrom('runs').select(['tenant_id', 'status']).execute();
    expect(rows).toEqual([{ tenant_id: 'first', status: 'running' }]);
  });

  test('a heartbeat alone is no change', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.script.events);
    const told: unknown[] = [];
    server.parts.feed.subscribe((changes) => told.push(...changes));
    const before = run.script.events.length;
    run.script.process('p0h').emit({ event: 'workflow.run.heartbeat', progress: 1 });
    await server.take(run.script.events.slice(before));
    expect(told).toEqual([]);
    run.end();
    await server.take(run.script.events);
    expect(told).toMatchObject([{ runId: run.script.runId, status: 'succeeded', version: 2 }]);
  });

  test('what could not be written is not there at all', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    server.parts.onApplied.push(() => Promise.reject(new Error('no')));
    await expect(server.take(run.script.events)).rejects.toThrow('no');
    expect((await server.request(`/api/v1/runs/${run.script.runId}`)).status).toBe(404);
  });
});

function folded(events: readonly RunEvent[]) {
  const state = initialRunState(events[0]?.run_id ?? '');
  const steps = new Map<string, StepState>();
  for (const event of events) {
    const { closed } = advance(state, event);
    if (!('span_id' in event)) continue;
    const step = closed ?? state.open_steps[event.span_id];
    if (step !== undefined) steps.set(event.span_id, structuredClone(step));
  }
  return { run: toRun(state, NOW), steps: [...steps.values()].map((step) => toStep(step, state.run_id)) };
}

function renamed(events: readonly RunEvent[], runId: string): RunEvent[] {
  return events.map((event) => ({ ...event, run_id: runId, event_id: `${runId}-${event.event_id}` }));
}

function shuffled<T>(items: readonly T[], dice: readonly number[]): T[] {
  return items
    .map((item, at) => ({ item, key: dice[at % dice.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function* portions<T>(items: readonly T[], dice: readonly number[]): Generator<T[]> {
  for (let at = 0, nth = 0; at < items.length; nth += 1) {
    const size = 1 + ((dice[nth % dice.length] ?? 0) % 7);
    yield items.slice(at, at + size);
    at += size;
  }
}

async function answerOf(response: Promise<Response>): Promise<Record<string, unknown>> {
  const answer = await response;
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

async function keptEvents(
  server: Awaited<ReturnType<typeof startTestServer>>,
  runId: string,
): Promise<number> {
  const rows = await server.parts.store.db
    .selectFrom('events')
    .select('event_id')
    .where('run_id', '=', runId)
    .execute();
  return rows.length;
}
