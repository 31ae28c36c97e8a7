import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { rootSpanIdOf } from '@runlight/contract';
import { createRunDirectory, runDirectoryOf } from '@runlight/run-dir';
import { setRunStore, withRun, withStep } from '@runlight/sdk';
import { temporaryDirectory } from '@runlight/testing/runs';
import { RecordedTelemetry } from '@runlight/testing/telemetry';
import { expect, onTestFinished, test } from 'vitest';

import { toldByAll, toldByJournal, toldLogRecord, toldSpan } from './told-telemetry.ts';

test('where an application makes its trace and span ids itself, the journal tells the same as well', async () => {
  const runs = createRunDirectory({ root: temporaryDirectory(onTestFinished) });
  const telemetry = new RecordedTelemetry({
    idGenerator: new RandomIdGenerator(),
    logRecordProcessors: [runs.processor],
  });
  setRunStore(runs.store);
  onTestFinished(async () => {
    setRunStore(undefined);
    telemetry.unregister();
    await runs.processor.shutdown();
  });
  for (const id of [undefined, 'own-id']) {
    await withRun({ workflow: 'theirs', id }, async (run) => {
      await withStep('outer', () => withStep('inner', async () => undefined));
      run.annotate('done');
    });
  }
  const { spans, logRecords } = telemetry;
  const told = toldByAll({ spans: spans.map(toldSpan), logRecords: logRecords.map(toldLogRecord) });
  const roots = told.spans.filter(({ name }) => name === 'theirs');
  expect(roots.every(({ traceId, spanId }) => spanId !== rootSpanIdOf(traceId))).toBe(true);

  const runIds = new Set(telemetry.events.map((event) => event.run_id ?? ''));
  expect(runIds.size).toBe(2);
  const journals = [...runIds].map((runId) => toldByJournal(runDirectoryOf(runs.root, runId)));
  expect(toldByAll(...journals)).toEqual(told);
});
