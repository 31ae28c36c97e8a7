// What a step costs with the run directory on, against hand-written OpenTelemetry code that writes no file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { trace } from '@opentelemetry/api';
import { createRunDirectory } from '@runlight/run-dir';
import { setRunStore, withRun, withStep } from '@runlight/sdk';
import {
  compareInProcesses,
  discardingLoggerProvider,
  handWrittenSteps,
  registerDiscardingSdk,
  repeat,
} from '@runlight/testing';

const root = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
const runDirectory = createRunDirectory({ root });
registerDiscardingSdk([runDirectory.processor]);
setRunStore(runDirectory.store);

const tracer = trace.getTracer('by-hand', '1.0.0');
const handWritten = handWrittenSteps(tracer, discardingLoggerProvider().getLogger('by-hand', '1.0.0'));
const work = async (): Promise<number> => 1;

await compareInProcesses(import.meta.filename, {
  comparison: {
    name: 'withStep with the run directory against hand-written OpenTelemetry',
    baseline: 'hand-written: one span, two span events, two log records, no file',
    candidate: 'withStep, every event appended to events.ndjson',
    limit: 2.0,
  },
  baseline: (count) =>
    tracer.startActiveSpan('run', async (span) => {
      await repeat(count, () => handWritten('extract', work));
      span.end();
    }),
  candidate: (count) => withRun({ workflow: 'bench' }, () => repeat(count, () => withStep('extract', work))),
  count: 10_000,
});
await runDirectory.processor.shutdown();
rmSync(root, { recursive: true });
