import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ATTR } from '@runlight/contract';
import { EventSource, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { annotateRun, createRunDirectory, DeliveryRecord, replayRun, runDirectoryOf } from '../index.ts';

type Answer = (batch: readonly unknown[]) => Error | undefined;

/** A backend that answers each batch as it is told. */
class Backend {
  readonly logs: ReadableLogRecord[] = [];
  readonly spans: ReadableSpan[] = [];
  readonly batches: number[] = [];
  answer: Answer = () => undefined;

  exporters(): { readonly logExporter: LogRecordExporter; readonly spanExporter: SpanExporter } {
    const rest = { shutdown: () => Promise.resolve(), forceFlush: () => Promise.resolve() };
    return {
      logExporter: { ...rest, export: (batch, done) => this.#take(batch, this.logs, done) },
      spanExporter: { ...rest, export: (batch, done) => this.#take(batch, this.spans, done) },
    };
  }

  #take<Item>(batch: Item[], kept: Item[], done: (result: { code: number; error?: Error }) => void): void {
    const error = this.answer(batch);
    this.batches.push(batch.length);
    if (error === undefined) kept.push(...batch);
    setImmediate(() => done(error === undefined ? { code: 0 } : { code: 1, error }));
  }
}

const eventIds = (backend: Backend): unknown[] =>
  backend.logs.map(({ attributes }) => attributes[ATTR.EVENT_ID]);
const spanIds = (backend: Backend): string[] => backend.spans.map((span) => span.spanContext().spanId);

async function writtenRun(steps = 3): Promise<{ directory: string; run: SampleRun }> {
  const root = temporaryDirectory(onTestFinished);
  const run = new SampleRun().start();
  for (let step = 0; step < steps; step += 1) run.step(`step-${step}`);
  run.end();
  const directories = createRunDirectory({ root });
  const source = new EventSource(directories.processor);
  source.emit(...run.take());
  await source.provider.shutdown();
  return { directory: runDirectoryOf(root, SAMPLE_RUN_ID), run };
}

describe('replaying a run', () => {
  test('sends every event and every span once, however often it is done', async () => {
    const { directory, run } = await writtenRun();
    const backend = new Backend();
    const first = await replayRun(directory, backend.exporters());
    expect(first).toMatchObject({
      outcome: 'done',
      logs: { sent: 9, alreadyDelivered: 0 },
      spans: { sent: 4 },
    });
    expect(eventIds(backend)).toEqual(run.script.events.map(({ event_id }) => event_id));
    expect(new Set(spanIds(backend)).size).toBe(4);
    const second = await replayRun(directory, backend.exporters());
    expect(second).toMatchObject({
      outcome: 'done',
      logs: { sent: 0, alreadyDelivered: 9 },
      spans: { sent: 0 },
    });
    expect(backend.batches).toEqual([9, 4]);
    expect(existsSync(join(directory, '.replay.lock'))).toBe(false);
  });

  test('interrupted after any batch, goes on with the next one', async () => {
    const { directory, run } = await writtenRun();
    const backend = new Backend();
    for (let attempt = 0; attempt < 50; attempt += 1) {
      let batches = 0;
      backend.answer = () => {
        batches += 1;
        return batches > 1 ? new Error('connection refused') : undefined;
      };
      const result = await replayRun(directory, { ...backend.exporters(), batchSize: 2 });
      if (result.outcome === 'done') break;
      expect(result.error?.message).toBe('connection refused');
    }
    expect(eventIds(backend)).toEqual(run.script.events.map(({ event_id }) => event_id));
    expect(new Set(spanIds(backend)).size).toBe(spanIds(backend).length);
    expect(spanIds(backend)).toHaveLength(4);
  });

  test('stops after the batch that is under way when it is told to', async () => {
    const { directory } = await writtenRun();
    const backend = new Backend();
    const stop = new AbortController();
    backend.answer = () => {
      stop.abort();
      return undefined;
    };
    const result = await replayRun(directory, { ...backend.exporters(), batchSize: 2, signal: stop.signal });
    expect(result).toMatchObject({ outcome: 'interrupted', logs: { sent: 2 } });
    expect(result.error).toBeUndefined();
  });

  test('one record that the backend will never take does not hold up the others', async () => {
    const { directory, run } = await writtenRun();
    const poison = run.script.events[4]?.event_id;
    const backend = new Backend();
    backend.answer = (batch) => {
      const isPoisoned = (batch as ReadableLogRecord[]).some(
        ({ attributes }) => attributes[ATTR.EVENT_ID] === poison,
      );
      return isPoisoned ? Object.assign(new Error('Bad Request'), { code: 400 }) : undefined;
    };
    const result = await replayRun(directory, backend.exporters());
    expect(result).toMatchObject({
      outcome: 'done',
      logs: { sent: 8, refused: 1 },
      spans: { sent: 4, refused: 0 },
    });
    expect(eventIds(backend)).not.toContain(poison);
  });

  test('two at once: one is busy, and nothing is sent twice', async () => {
    const { directory } = await writtenRun();
    const backend = new Backend();
    const both = await Promise.all(
      [1, 2].map(() => replayRun(directory, { ...backend.exporters(), batchSize: 1 })),
    );
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['busy', 'done']);
    expect(new Set(eventIds(backend)).size).toBe(9);
    expect(eventIds(backend)).toHaveLength(9);
  });

  test('takes over the lock of a process that is gone, but not that of one that lives', async () => {
    const { directory } = await writtenRun();
    const lock = join(directory, '.replay.lock');
    const status = JSON.parse(readFileSync(join(directory, 'status.json'), 'utf8')) as {
      process: { start_ticks: number };
    };
    writeFileSync(lock, JSON.stringify(status.process));
    expect(await replayRun(directory, new Backend().exporters())).toMatchObject({ outcome: 'busy' });
    status.process.start_ticks += 1;
    writeFileSync(lock, JSON.stringify(status.process));
    expect(await replayRun(directory, new Backend().exporters())).toMatchObject({ outcome: 'done' });
  });

  test('sends what an open run has so far, and the root span once it has ended', async () => {
    const root = temporaryDirectory(onTestFinished);
    const directories = createRunDirectory({ root });
    const source = new EventSource(directories.processor);
    onTestFinished(() => source.provider.shutdown());
    const run = new SampleRun().start().step('read');
    source.emit(...run.take());
    const backend = new Backend();
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    expect(await replayRun(directory, backend.exporters())).toMatchObject({
      logs: { sent: 3 },
      spans: { sent: 1 },
    });
    source.emit(...run.end().take());
    expect(await replayRun(directory, backend.exporters())).toMatchObject({
      logs: { sent: 2 },
      spans: { sent: 1 },
    });
    expect(backend.spans.map(({ name }) => name)).toEqual(['read', 'invoice']);
  });

  test('a note or a late end after the end changes nothing about the root span', async () => {
    const { directory, run } = await writtenRun();
    const backend = new Backend();
    await replayRun(directory, backend.exporters());
    annotateRun(directory, { note: 'looked at' });
    const late = createRunDirectory({ root: join(directory, '..') });
    const source = new EventSource(late.processor);
    run.end('failed', run.script.process('p1'));
    source.emit(...run.take());
    await source.provider.shutdown();
    const again = await replayRun(directory, backend.exporters());
    expect(again).toMatchObject({ logs: { sent: 3 }, spans: { sent: 0, alreadyDelivered: 4 } });
  });

  test('a run that is not there is an error that says so', async () => {
    await expect(replayRun('/nonexistent/run', {})).rejects.toThrow(
      expect.objectContaining({ code: 'run_not_found' }),
    );
  });
});

describe('what the process that lives has delivered', () => {
  test('is noted soon, and not sent again', async () => {
    const root = temporaryDirectory(onTestFinished);
    const directories = createRunDirectory({ root });
    const source = new EventSource(directories.processor);
    const run = new SampleRun().start().step('read').end();
    source.emit(...run.take());
    const key = (seq: number) => ({ runId: SAMPLE_RUN_ID, producer: 'p0', seq });
    directories.ledger.acknowledge('logs', [key(0), key(1)]);
    directories.ledger.acknowledge('spans', [key(2)]);
    directories.ledger.acknowledge('logs', [{ ...key(0), runId: 'run without a directory' }]);
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    await vi.waitFor(() => expect(DeliveryRecord.of(directory).has('spans', key(2))).toBe(true), {
      timeout: 5000,
    });
    directories.ledger.acknowledge('logs', [key(2)]);
    await source.provider.shutdown(); // writes the rest
    const backend = new Backend();
    const result = await replayRun(directory, backend.exporters());
    expect(result).toMatchObject({
      logs: { sent: 2, alreadyDelivered: 3 },
      spans: { sent: 1, alreadyDelivered: 1 },
    });
    expect(eventIds(backend)).toEqual(['p0-3', 'p0-4']);
    expect(backend.spans.map(({ name }) => name)).toEqual(['invoice']);
  });

  test('adds to what others noted, and is as large as there are gaps', async () => {
    const { directory } = await writtenRun(500);
    await replayRun(directory, new Backend().exporters());
    const text = readFileSync(join(directory, 'delivery.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      format_version: 1,
      logs: { p0: [[0, 1003]] },
      spans: { p0: [[0, 1003]] },
    });
    const directories = createRunDirectory({ root: join(directory, '..') });
    directories.ledger.acknowledge('logs', [{ runId: SAMPLE_RUN_ID, producer: 'other', seq: 7 }]);
    await directories.processor.shutdown();
    expect(JSON.parse(readFileSync(join(directory, 'delivery.json'), 'utf8'))).toMatchObject({
      logs: { p0: [[0, 1003]], other: [[7, 8]] },
    });
  });

  test('a record that can not be read counts as none: rather twice than never', async () => {
    const { directory } = await writtenRun();
    for (const content of [
      '{"format_version":1,"logs":{"p0":[[0',
      '{"format_version":2}',
      '[]',
      '{"format_version":1,"logs":{"p0":[[5,1],"x"]}}',
    ]) {
      writeFileSync(join(directory, 'delivery.json'), content);
      const backend = new Backend();
      expect(await replayRun(directory, backend.exporters())).toMatchObject({ logs: { sent: 9 } });
      rmSync(join(directory, 'delivery.json'));
    }
  });
});
