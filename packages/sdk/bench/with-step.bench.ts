// What withStep costs beyond hand-written OpenTelemetry code that emits the same signals.
import { logs, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { withRun, withStep } from '@runlight/sdk';
import { measureInTurns, reportRatio } from '@runlight/testing';

import { registerDiscardingSdk } from './discarding-sdk.ts';

registerDiscardingSdk();
const tracer = trace.getTracer('by-hand', '1.0.0');
const logger = logs.getLogger('by-hand', '1.0.0');
let seq = 0;

/** One span, two span events, two log records: with the attributes that make them as useful as ours. */
async function handWritten<T>(name: string, fn: (span: Span) => Promise<T>): Promise<T> {
  const identity = {
    'workflow.name': 'bench',
    'workflow.run.id': 'run_01JBST9DE6TZMFJ0938NKRJ2NW',
    'workflow.step.name': name,
    'workflow.step.attempt': 1,
  };
  const startTime = Date.now();
  return tracer.startActiveSpan(name, { attributes: identity }, async (span) => {
    const stepId = `step_${span.spanContext().spanId}`;
    const emit = (event: string, body: string, extra: Record<string, number>): void => {
      seq += 1;
      const attributes = {
        event,
        'workflow.step.id': stepId,
        'workflow.event.id': `by-hand-${seq}`,
        'workflow.event.producer': 'by-hand',
        'workflow.event.seq': seq,
        'workflow.step.seq': 0,
        ...identity,
        ...extra,
      };
      span.addEvent(event, attributes);
      logger.emit({ eventName: event, severityNumber: 9, severityText: 'INFO', body, attributes });
    };
    emit('workflow.step.started', `Step ${name} started`, {});
    try {
      const result = await fn(span);
      const duration = Date.now() - startTime;
      emit('workflow.step.completed', `Step ${name} completed in ${duration} ms`, {
        'workflow.step.duration_ms': duration,
      });
      span.setAttributes({ 'workflow.step.status': 'completed', 'workflow.step.duration_ms': duration });
      return result;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

const work = async (): Promise<number> => 1;

const [byHand, byWithStep] = await measureInTurns(
  [
    (count) =>
      tracer.startActiveSpan('run', async (span) => {
        for (let index = 0; index < count; index += 1) await handWritten('extract', work);
        span.end();
      }),
    (count) =>
      withRun({ workflow: 'bench' }, async () => {
        for (let index = 0; index < count; index += 1) await withStep('extract', work);
      }),
  ],
  { rounds: 21, count: 20_000, warmUp: 10 },
);

reportRatio(
  {
    name: 'withStep against hand-written OpenTelemetry',
    baseline: 'hand-written: one span, two span events, two log records',
    candidate: 'withStep',
    limit: 1.25,
  },
  'µs per step',
  byHand,
  byWithStep,
);
