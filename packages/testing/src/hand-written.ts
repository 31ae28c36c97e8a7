import { SpanStatusCode, type Logger, type Span, type Tracer } from '@opentelemetry/api';

/** A step as somebody would write it without us. */
export type HandWrittenStep = <T>(name: string, fn: (span: Span) => Promise<T>) => Promise<T>;

/** The baseline of the benches: one span, two span events and two log records, with the attributes that ours have. */
export function handWrittenSteps(tracer: Tracer, logger: Logger): HandWrittenStep {
  const producer = '8b0483cef7130a53';
  let seq = 0;
  return (name, fn) => {
    const identity = {
      'workflow.name': 'bench',
      'workflow.run.id': 'run_01JBST9DE6TZMFJ0938NKRJ2NW',
      'workflow.step.name': name,
      'workflow.step.attempt': 1,
    };
    const startTime = Date.now();
    return tracer.startActiveSpan(name, { attributes: identity }, async (span) => {
      const stepId = `step_${span.spanContext().spanId}`;
      span.setAttribute('workflow.step.id', stepId);
      const emit = (event: string, body: string, extra: Record<string, number>): void => {
        seq += 1;
        const attributes = {
          event,
          'workflow.step.id': stepId,
          'workflow.event.id': `${producer}-${seq}`,
          'workflow.event.producer': producer,
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
  };
}
