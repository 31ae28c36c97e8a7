import { traceIdFromRunId } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { RunDetailSchema, type RunDetail } from '../api/runs.ts';
import { stateTimeline } from './state-timeline.ts';

const NOW = Date.UTC(2026, 3, 24, 15);
const DECLINED = {
  type: 'CardError',
  message: '402 declined',
  category: 'external_api',
  code: '402',
} as const;

describe.each(ENGINES)('in %s', (engine) => {
  test('a failed run says what failed it, after how many attempts, and how often that happened', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    for (const id of ['earlier', 'later']) {
      const run = new SampleRun(id, id).start();
      run.script.pass(id === 'later' ? 60_000 : 1000);
      const step = run.main.step('charge', { attempt: 2 }).emit({ event: 'workflow.step.started' });
      step.emit({ event: 'workflow.step.retrying', error: DECLINED });
      step.emit({ event: 'workflow.step.failed', duration_ms: 5, error: DECLINED, retries: 1 });
      const failed = { failed_step: 'charge', failed_span_id: step.spanId, failed_attempt: 2 };
      run.main.emit({ event: 'workflow.run.failed', duration_ms: 10, error: DECLINED, ...failed });
      await server.take(run.script.events);
    }
    const detail = await detailOf(server, 'later');
    expect(detail).toMatchObject({
      state: 'failed',
      why: 'Step charge failed after 3 attempts: CardError: 402 declined',
      failure: { step: 'charge', attempts: 3, code: '402', category: 'external_api' },
    });
    expect(detail.failure?.similar).toMatchObject({ last_24h: 2, first_version: '7' });
    expect(detail.failure?.similar.first_at).toBe('2026-04-24T14:30:01.000000Z');
  });

  test('a run that ended incomplete names the step that failed for good, not one that a retry made good', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const run = new SampleRun().start();
    const failStep = (name: string, attempt = 1): void => {
      const step = run.main.step(name, { attempt }).emit({ event: 'workflow.step.started' });
      step.emit({ event: 'workflow.step.failed', duration_ms: 1, error: DECLINED });
      run.script.pass(1);
    };
    failStep('fetch');
    run.step('fetch', { attempt: 2 });
    failStep('book');
    failStep('book', 2);
    run.end('incomplete');
    await server.take(run.script.events);
    const { failure } = await detailOf(server, run.script.runId);
    expect(failure).toMatchObject({ step: 'book', attempts: 2, message: '402 declined' });
    expect(failure?.similar.last_24h).toBe(1);
  });

  test('a waiting run says who can decide it, and how long it has waited', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const run = new SampleRun().start();
    const gate = run.main.step('approve', { key: 'eu' }).emit({ event: 'workflow.step.started' });
    gate.emit({ event: 'workflow.gate.requested', gate: 'approve:eu', wait_kind: 'human' });
    run.main.emit({
      event: 'workflow.run.waiting',
      wait_id: 'p0.0',
      wait_kind: 'human',
      step_name: 'approve:eu',
      reason: 'over 10 000',
      until: '2026-04-25T14:30:00.000000Z',
    });
    await server.take(run.take());
    const detail = await detailOf(server, run.script.runId);
    expect(detail.status).toBe('waiting_human');
    const { runs } = (await (await server.request('/api/v1/runs')).json()) as { runs: RunDetail[] };
    expect(detail.why).toContain('since 2026-04-24 14:30:00 UTC');
    expect(runs[0]?.why, 'a list says the same, and both stay true').toBe(detail.why);
    expect(detail.gate).toEqual({
      name: 'approve:eu',
      step: 'approve:eu',
      kind: 'human',
      since: '2026-04-24T14:30:00.000000Z',
      reason: 'over 10 000',
      needs: null,
      until: '2026-04-25T14:30:00.000000Z',
      decidable: true,
      reminded_at: [],
    });
    run.script.pass(3_600_000);
    run.script.process('watcher').emit({
      event: 'workflow.run.reminded',
      wait_id: 'p0.0',
      wait_kind: 'human',
      since: '2026-04-24T14:30:00.000000Z',
      waited_ms: 3_600_000,
      inferred: true,
    });
    await server.take(run.take());
    expect((await detailOf(server, run.script.runId)).gate?.reminded_at).toEqual([
      '2026-04-24T15:30:00.000000Z',
    ]);
    run.script.pass(1000);
    gate.emit({
      event: 'workflow.gate.resolved',
      gate: 'approve:eu',
      wait_kind: 'human',
      gate_outcome: 'approved',
      waited_ms: 5,
    });
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'p0.0', waited_ms: 5 });
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'p0.1', wait_kind: 'timer' });
    await server.take(run.take());
    expect((await detailOf(server, run.script.runId)).gate).toMatchObject({
      name: 'timer',
      decidable: false,
      reminded_at: [],
    });
  });

  test('a failure names the last error that its step logged, else the last one of the trace', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const run = new SampleRun().start();
    const step = run.main.step('charge').emit({ event: 'workflow.step.started' });
    step.emit({ event: 'workflow.step.failed', duration_ms: 5, error: DECLINED });
    const failed = { failed_step: 'charge', failed_span_id: step.spanId, failed_attempt: 1 };
    run.main.emit({ event: 'workflow.run.failed', duration_ms: 10, error: DECLINED, ...failed });
    await server.take(run.script.events);
    const named = async (): Promise<string | undefined> => {
      const { failure } = await detailOf(server, run.script.runId);
      const answer = await server.request(`/api/v1/runs/${run.script.runId}/logs`);
      const { logs } = (await answer.json()) as { logs: { id: string; body: string }[] }; // as documented
      return logs.find(({ id }) => id === failure?.log_id)?.body;
    };
    const ERROR = 17;
    const log = (second: number, severityNumber: number, body: string, spanId?: string): Promise<void> =>
      sendLog(server, {
        traceId: traceIdFromRunId(run.script.runId),
        timeUnixNano: `${1_777_041_000 + second}000000000`,
        severityNumber,
        body: { stringValue: body },
        ...(spanId !== undefined && { spanId }),
      });
    expect(await named()).toBeUndefined();
    await log(9, ERROR, 'the process ends');
    expect(await named()).toBe('the process ends');
    await log(1, ERROR, 'declined once', step.spanId);
    await log(2, ERROR, 'declined twice', step.spanId);
    await log(3, ERROR - 8, 'gives up', step.spanId);
    expect(await named()).toBe('declined twice');
    const ofStep = await server.request(`/api/v1/runs/${run.script.runId}/logs?span_id=${step.spanId}`);
    expect(await ofStep.json()).toMatchObject({
      logs: [{ body: 'declined once' }, { body: 'declined twice' }, { body: 'gives up' }],
    });
  });

  test('the states of a run that was called stalled are those that all of its events give', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const run = new SampleRun().queue().start();
    run.script.pass(1000);
    run.script.process('watcher').emit({ event: 'workflow.run.stalled', reason: 'silence' });
    run.script.pass(1000);
    run.step('extract');
    run.script.pass(1000);
    run.script.process('watcher2').emit({
      event: 'workflow.run.lost',
      duration_ms: 1,
      error: DECLINED,
      inferred: true,
    });
    run.script.pass(1000);
    run.step('book').end();
    await server.take(run.script.events);
    const { states } = await detailOf(server, run.script.runId);
    expect(states.map(({ state }) => state)).toEqual([
      'running',
      'stalled',
      'running',
      'lost',
      'running',
      'succeeded',
    ]);
    const { state } = await server.parts.store.db
      .selectFrom('runs')
      .select('state')
      .executeTakeFirstOrThrow();
    expect(states).toEqual(stateTimeline(run.script.events, JSON.parse(state), NOW));
  });

  test('the business panel has what was measured beside what the run before it measured', async () => {
    const server = await startTestServer({ engine });
    for (const [id, accuracy] of [
      ['first', 0.9],
      ['second', 0.95],
    ] as const) {
      const run = new SampleRun(id, id);
      run.script.pass(id === 'second' ? 60_000 : 0);
      run.main.emit({
        event: 'workflow.run.running',
        trace_id: '0196680db453f9ae4ea6b1d229c0b1ad',
        business_event_id: 'https://erp.example/invoices/991',
      });
      run.main.emit({
        event: 'workflow.run.succeeded',
        duration_ms: 5,
        effectiveness: { accuracy, throughput_delta: 2.3 },
      });
      await server.take(run.script.events);
    }
    const unmeasured = new SampleRun('third', 'third').start();
    await server.take(unmeasured.take());
    const { business } = await detailOf(server, 'second');
    expect(business).toMatchObject({ url: 'https://erp.example/invoices/991', others: ['first'] });
    expect(business?.indicators).toEqual([
      expect.objectContaining({
        name: 'first_pass_success',
        before: true,
        after: true,
        source: 'follows from its attempts; before: first',
      }),
      {
        name: 'accuracy',
        before: 0.9,
        after: 0.95,
        delta: expect.closeTo(0.05),
        source: 'measured by the run; before: first',
        at: '2026-04-24T14:31:00.000000Z',
      },
      expect.objectContaining({ name: 'throughput_delta', delta: 2.3 }),
    ]);
    expect((await detailOf(server, 'third')).business).toBeNull();
    await server.take(unmeasured.step('read', { attempt: 2 }).end('failed').take());
    expect((await detailOf(server, 'third')).business).toMatchObject({
      id: null,
      indicators: [
        { name: 'first_pass_success', before: null, after: false, source: 'follows from its attempts' },
      ],
    });
  });

  test('what is missing is said with what to do about it', async () => {
    const server = await startTestServer({
      engine,
      links: { trace: 'https://tempo.example/{trace_id}?from={from}', logs: 'https://loki.example/{run_id}' },
    });
    const run = new SampleRun('run/1').start().step('extract').step('book').end();
    const { events } = run.script;
    await server.take(events.filter(({ seq }) => seq !== 2 && seq !== 3));
    const detail = await detailOf(server, 'run/1');
    expect(detail.progress.missing_events).toBe(2);
    expect(detail.gaps.map(({ what }) => what)).toEqual(['trace', 'logs', 'events']);
    expect(detail.gaps[2]?.guidance).toMatch(/^2 events have not arrived/);
    expect(detail.links.logs).toBe('https://loki.example/run%2F1');
    expect(detail.links.trace).toMatch(/^https:\/\/tempo\.example\/[0-9a-f]{32}\?from=1777040940000$/);
    await server.take(events);
    await sendSpan(server, detail.trace_id);
    expect((await detailOf(server, 'run/1')).gaps.map(({ what }) => what)).toEqual(['logs']);
  });

  test('an answer that says nothing new is not sent again', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const path = `/api/v1/runs/${run.script.runId}`;
    const first = await server.request(path);
    const etag = first.headers.get('etag') ?? '';
    const again = await server.request(path, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
    expect(await again.text()).toBe('');
    run.main.heartbeat(1);
    await server.take(run.take());
    expect((await server.request(path, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('an answer is sent again when what changed is another run', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const runFor = (id: string, code: string): SampleRun => {
      const run = new SampleRun(id, id);
      const trace_id = traceIdFromRunId(id);
      run.main.emit({ event: 'workflow.run.running', trace_id, business_event_id: 'order:7' });
      run.main.emit({ event: 'workflow.run.failed', duration_ms: 1, error: { ...DECLINED, code } });
      return run;
    };
    await server.take(runFor('first', '402').take());
    const etagOf = async () => (await server.request('/api/v1/runs/first')).headers.get('etag');
    const before = await etagOf();
    expect(await etagOf()).toBe(before);
    await server.take(runFor('second', 'other').take());
    const withOther = await etagOf();
    expect(withOther).not.toBe(before);
    const similar = new SampleRun('third', 'third');
    similar.main.emit({ event: 'workflow.run.running', trace_id: traceIdFromRunId('third') });
    similar.main.emit({ event: 'workflow.run.failed', duration_ms: 1, error: DECLINED });
    await server.take(similar.take());
    expect(await etagOf()).not.toBe(withOther);
  });
});

async function detailOf(server: TestServer, runId: string): Promise<RunDetail> {
  const answer = await server.request(`/api/v1/runs/${encodeURIComponent(runId)}`);
  expect(answer.status).toBe(200);
  return RunDetailSchema.strict().parse(await answer.json());
}

/** Sends a span of a trace as an exporter does. */
async function sendSpan(server: TestServer, traceId: string) {
  const span = {
    traceId,
    spanId: '00000000000000aa',
    name: 'GET /invoices',
    startTimeUnixNano: '1777041000000000000',
    endTimeUnixNano: '1777041000250000000',
  };
  const answer = await server.request('/v1/traces', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(answer.status).toBe(200);
}

async function sendLog(server: TestServer, record: object): Promise<void> {
  const answer = await server.request('/v1/logs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
  });
  expect(answer.status).toBe(200);
}
