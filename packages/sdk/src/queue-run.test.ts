import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { ATTR, rootSpanIdOf, runIdFromTraceId, statusOf } from '@runlight/contract';
import { expect, test, vi } from 'vitest';

import { dispatchRefused, enqueueFailed, queueRun } from './queue-run.ts';
import type { Ticket } from './ticket.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

/** What a queue does to a ticket. */
const carried = (ticket: Ticket): Ticket => JSON.parse(JSON.stringify(ticket)) as Ticket;

test('a run that was queued is executed under its ticket, with the wait measured', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 3, 24, 12) });
  const ticket = carried(
    queueRun({
      workflow: 'orders',
      version: 2,
      tenant: 'acme',
      tags: ['eu'],
      inputs: { file: 'a' },
      queue: 'fast',
    }),
  );
  expect(statusOf(kit.telemetry.stateOf(ticket.runId))).toBe('queued');
  vi.setSystemTime(Date.UTC(2026, 3, 24, 12, 0, 5));
  const value = withRun({ ticket }, (run) => {
    expect(run).toMatchObject({ id: ticket.runId, traceId: ticket.traceId, workflow: 'orders' });
    return withStep('fetch', () => 7);
  });
  vi.useRealTimers();

  expect(value).toBe(7);
  expect(kit.telemetry.story(ticket.runId)).toEqual([
    'run.queued',
    'run.running',
    'step.started fetch',
    'step.completed fetch',
    'run.succeeded',
    'run.completed',
  ]);
  expect(kit.telemetry.event('workflow.run.queued')).toMatchObject({ queue: 'fast', inputs: { file: 'a' } });
  const running = kit.telemetry.event('workflow.run.running');
  expect(running).toMatchObject({ workflow_version: '2', tenant_id: 'acme', tags: ['eu'], queue: 'fast' });
  expect(running).not.toHaveProperty('inputs');
  expect(Math.round(running.queue_wait_ms ?? 0)).toBe(5000);
  expect(kit.telemetry.event('workflow.run.completed').queue_wait_ms).toBe(running.queue_wait_ms);
  expect(kit.telemetry.stateOf(ticket.runId).descriptor).toMatchObject({
    inputs: { file: 'a' },
    tenant_id: 'acme',
  });
});

test('a ticket is plain JSON, names the run’s trace, and leaves the inputs out', () => {
  const ticket = queueRun({
    workflow: 'orders',
    inputs: { file: 'a' },
    businessEventId: 'erp:invoice#98421',
  });
  expect(carried(ticket)).toEqual(JSON.parse(JSON.stringify(ticket)));
  expect(ticket.runId).toBe(runIdFromTraceId(ticket.traceId));
  expect(ticket.carrier.traceparent).toBe(`00-${ticket.traceId}-${rootSpanIdOf(ticket.traceId)}-01`);
  expect(ticket.description).not.toHaveProperty('inputs');
  expect(ticket.description.businessEventId).toBe('erp:invoice#98421');
});

test('what the worker says of the run comes before what the ticket says', () => {
  const ticket = carried(queueRun({ workflow: 'orders', version: 1, tags: ['a'], tenant: 'acme' }));
  withRun({ ticket, version: 2, tags: ['b'], tenant: undefined }, () => undefined);
  expect(kit.telemetry.event('workflow.run.running')).toMatchObject({
    workflow_version: '2',
    tags: ['b'],
    tenant_id: 'acme',
  });
});

test('a queued run may have an id of the caller', () => {
  const ticket = carried(queueRun({ workflow: 'orders', id: 'order-1' }));
  withRun({ ticket }, (run) => expect(run.id).toBe('order-1'));
  expect(kit.telemetry.span('orders').attributes[ATTR.RUN_ID]).toBe('order-1');
});

test('the root span of a queued run leads back to who queued it', () => {
  const ticket = withRun({ workflow: 'dispatcher' }, () =>
    withStep('dispatch', () => carried(queueRun({ workflow: 'orders' }))),
  );
  context.with(ROOT_CONTEXT, () => withRun({ ticket }, () => undefined));
  const dispatch = kit.telemetry.span('dispatch').spanContext();
  const root = kit.telemetry.span('orders');
  const dispatcher = kit.telemetry.span('dispatcher').attributes[ATTR.RUN_ID];
  expect(root.links.map((link) => link.context.spanId)).toEqual([dispatch.spanId]);
  expect(root.attributes).toMatchObject({
    [ATTR.RUN_PARENT_ID]: dispatcher,
    [ATTR.CALLER_TRACE_ID]: dispatch.traceId,
  });
  expect(kit.telemetry.event('workflow.run.queued')).toMatchObject({
    parent_run_id: dispatcher,
    caller_span_id: dispatch.spanId,
  });
});

test('a worker with a span of its own is the caller, and the parent run is still that of the queuing', () => {
  const ticket = withRun({ workflow: 'dispatcher' }, () => carried(queueRun({ workflow: 'orders' })));
  const consumer = trace.getTracer('queue').startActiveSpan('receive', (span) => {
    withRun({ ticket }, () => undefined);
    span.end();
    return span.spanContext();
  });
  const root = kit.telemetry.span('orders');
  expect(root.links.map((link) => link.context.spanId)).toEqual([consumer.spanId]);
  expect(root.attributes[ATTR.RUN_PARENT_ID]).toBe(kit.telemetry.span('dispatcher').attributes[ATTR.RUN_ID]);
});

test('a run that could not be queued has failed, and never ran', () => {
  const ticket = queueRun({ workflow: 'orders' });
  enqueueFailed(ticket, Object.assign(new Error('broker unreachable'), { code: 'ECONNREFUSED' }));
  expect(kit.telemetry.story(ticket.runId)).toEqual([
    'run.queued',
    'run.enqueue_failed',
    'run.failed',
    'run.completed',
  ]);
  expect(kit.telemetry.event('workflow.run.enqueue_failed').error).toMatchObject({
    type: 'ECONNREFUSED',
    category: 'transient',
  });
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({ outcome: 'failed', steps: 0 });
  expect(kit.telemetry.spans).toEqual([]);
});

test('a refused dispatch is told without a run', () => {
  dispatchRefused('orders', {
    reason: 'a run for this invoice is in flight',
    businessEventId: 'erp:invoice#98421',
    tenant: 'acme',
    target: 'fast',
  });
  const refused = kit.telemetry.event('workflow.run.dispatch_refused');
  expect(refused).toMatchObject({
    workflow_name: 'orders',
    reason: 'a run for this invoice is in flight',
    business_event_id: 'erp:invoice#98421',
    tenant_id: 'acme',
    target: 'fast',
  });
  expect(refused.run_id).toBeUndefined();
  expect(kit.telemetry.logRecords[0]?.attributes).not.toHaveProperty(ATTR.RUN_ID);
});

test.each([
  ['nothing but a run id', { runId: 'order-1' }],
  ['nothing at all', {}],
  ['nonsense', { runId: 7, queuedAt: 'yesterday', description: { workflow: {}, tags: 'a' }, caller: 'me' }],
])('a ticket with %s is worth what it says, and the run runs', (_, ticket) => {
  const value = withRun({ ticket: ticket as unknown as Ticket }, () => 7);
  expect(value).toBe(7);
  expect(kit.telemetry.event('workflow.run.completed')).not.toHaveProperty('queue_wait_ms');
});
