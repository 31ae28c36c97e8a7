import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { ATTR } from '@runlight/contract';
import { expect, test } from 'vitest';

import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

test('a run that is started inside of a span is a trace of its own, linked to that span', () => {
  const caller = trace.getTracer('application').startActiveSpan('request', (span) => {
    withRun({ workflow: 'orders' }, () => undefined);
    span.end();
    return span.spanContext();
  });
  const root = kit.telemetry.span('orders');
  expect(root.parentSpanContext).toBeUndefined();
  expect(root.spanContext().traceId).not.toBe(caller.traceId);
  expect(root.links.map((link) => link.context)).toEqual([caller]);
  expect(root.attributes).toMatchObject({
    [ATTR.CALLER_TRACE_ID]: caller.traceId,
    [ATTR.CALLER_SPAN_ID]: caller.spanId,
  });
  expect(root.attributes).not.toHaveProperty(ATTR.RUN_PARENT_ID);
  expect(kit.telemetry.event('workflow.run.running')).toMatchObject({
    caller_trace_id: caller.traceId,
    caller_span_id: caller.spanId,
  });
});

test('a run inside of a step of a run is linked to that step and names the run around it', () => {
  const outer = withRun({ workflow: 'outer' }, (run) => {
    withStep('dispatch', () => withRun({ workflow: 'inner' }, () => withStep('work', () => undefined)));
    return run;
  });
  const inner = kit.telemetry.span('inner');
  const dispatch = kit.telemetry.span('dispatch').spanContext();
  expect(inner.parentSpanContext).toBeUndefined();
  expect(inner.links.map((link) => link.context.spanId)).toEqual([dispatch.spanId]);
  expect(inner.attributes[ATTR.RUN_PARENT_ID]).toBe(outer.id);
  expect(kit.telemetry.span('work').spanContext().traceId).toBe(inner.spanContext().traceId);

  const [, running] = kit.telemetry.eventsNamed('workflow.run.running');
  expect(running).toMatchObject({ parent_run_id: outer.id, caller_span_id: dispatch.spanId });
  expect(kit.telemetry.story(outer.id)).toEqual([
    'run.running',
    'step.started dispatch',
    'step.completed dispatch',
    'run.succeeded',
    'run.completed',
  ]);
});

test('a run started where OpenTelemetry’s context was cut off is nobody’s', () => {
  withRun({ workflow: 'outer' }, () =>
    context.with(ROOT_CONTEXT, () => withRun({ workflow: 'inner' }, () => undefined)),
  );
  expect(kit.telemetry.span('inner').links).toEqual([]);
});

test('without a context manager a nested run still names the run around it', () => {
  kit.register({ contextManager: false });
  const outer = withRun({ workflow: 'outer' }, (run) => {
    withRun({ workflow: 'inner' }, () => undefined);
    return run;
  });
  const [, running] = kit.telemetry.eventsNamed('workflow.run.running');
  expect(running).toMatchObject({ parent_run_id: outer.id, caller_trace_id: outer.traceId });
});

test('a failing nested run fails the run around it only if its error gets out', () => {
  withRun({ workflow: 'outer' }, () => {
    try {
      withRun({ workflow: 'inner' }, () => {
        throw new Error('broken');
      });
    } catch {
      // dealt with
    }
  });
  const outcomes = kit.telemetry
    .eventsNamed('workflow.run.completed')
    .map(({ workflow_name, outcome }) => [workflow_name, outcome]);
  expect(outcomes).toEqual([['inner', 'failed'], ['outer', 'succeeded']]); // prettier-ignore
});

test('a run that joins is a span in the caller’s trace, with an id of its own', () => {
  const caller = trace.getTracer('application').startActiveSpan('request', (span) => {
    withRun({ workflow: 'orders', parent: 'join' }, (run) => {
      expect(run.traceId).toBe(span.spanContext().traceId);
      withStep('work', () => undefined);
    });
    span.end();
    return span.spanContext();
  });
  const run = kit.telemetry.span('orders');
  expect(run.spanContext().traceId).toBe(caller.traceId);
  expect(run.parentSpanContext?.spanId).toBe(caller.spanId);
  expect(run.links).toEqual([]);
  expect(kit.telemetry.span('work').parentSpanContext?.spanId).toBe(run.spanContext().spanId);
  expect(kit.telemetry.event('workflow.run.running').trace_id).toBe(caller.traceId);
});

test('runs that join one trace are told apart', () => {
  const ids = trace.getTracer('application').startActiveSpan('request', (span) => {
    const found = ['a', 'b'].map((workflow) => withRun({ workflow, parent: 'join' }, (run) => run.id));
    span.end();
    return found;
  });
  expect(new Set(ids).size).toBe(2);
});

test('there is nothing to join where no span is active: the run is a root', () => {
  withRun({ workflow: 'orders', parent: 'join' }, () => undefined);
  expect(kit.telemetry.span('orders').parentSpanContext).toBeUndefined();
});
