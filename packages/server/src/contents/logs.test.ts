import { stepIdFromSpanId, traceIdFromRunId } from '@runlight/contract';
import { SAMPLE_RUN_ID, SampleRun } from '@runlight/testing/runs';
import { startTestServer } from '@runlight/testing/server';
import { expect, test } from 'vitest';

test('a log record names its run and its step; one that says nothing has an empty text', async () => {
  const server = await startTestServer();
  const run = new SampleRun().start();
  const step = run.main.step('read').emit({ event: 'workflow.step.started' });
  await server.take(run.script.events);
  const record = { traceId: traceIdFromRunId(SAMPLE_RUN_ID), severityNumber: 9 };
  const logRecords = [
    { ...record, timeUnixNano: '1777041000000000000', spanId: step.spanId },
    { ...record, timeUnixNano: '1777041001000000000', spanId: '00f067aa0ba902b7', body: {} },
    { ...record, timeUnixNano: '1777041002000000000', body: { kvlistValue: { values: [] } } },
    { ...record, timeUnixNano: '1777041003000000000', body: { stringValue: 'null' } },
  ];
  const taken = await server.request('/v1/logs', {
    method: 'POST',
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
    headers: { 'content-type': 'application/json' },
  });
  expect(taken.status).toBe(200);
  const answer = await server.request(`/api/v1/runs/${SAMPLE_RUN_ID}/logs`);
  expect(await answer.json()).toMatchObject({
    logs: [
      { run_id: SAMPLE_RUN_ID, step_id: stepIdFromSpanId(step.spanId), span_id: step.spanId, body: '' },
      { run_id: SAMPLE_RUN_ID, step_id: null, span_id: '00f067aa0ba902b7', body: '' },
      { step_id: null, span_id: null, body: '{}' },
      { step_id: null, span_id: null, body: 'null' },
    ],
  });
});
