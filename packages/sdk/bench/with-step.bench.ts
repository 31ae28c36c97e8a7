// What withStep costs beyond hand-written OpenTelemetry code that emits the same signals.
import { logs, trace } from '@opentelemetry/api';
import { withRun, withStep } from '@runlight/sdk';
import { compareInProcesses, handWrittenSteps, registerDiscardingSdk, repeat } from '@runlight/testing';

registerDiscardingSdk();
const tracer = trace.getTracer('by-hand', '1.0.0');
const handWritten = handWrittenSteps(tracer, logs.getLogger('by-hand', '1.0.0'));
const work = async (): Promise<number> => 1;

await compareInProcesses(import.meta.filename, {
  comparison: {
    name: 'withStep against hand-written OpenTelemetry',
    baseline: 'hand-written: one span, two span events, two log records',
    candidate: 'withStep',
    limit: 1.25,
  },
  baseline: (count) =>
    tracer.startActiveSpan('run', async (span) => {
      await repeat(count, () => handWritten('extract', work));
      span.end();
    }),
  candidate: (count) => withRun({ workflow: 'bench' }, () => repeat(count, () => withStep('extract', work))),
  count: 10_000,
});
