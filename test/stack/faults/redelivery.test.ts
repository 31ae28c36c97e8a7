// What arrives twice, late and in disorder counts once.
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { createOtlpExporters } from '@runlight/node';
import { logRecordsOf, replayRun, runDirectories } from '@runlight/run-dir';
import { startStack, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { seededRandom } from '../../crash/seeded-random.ts';
import { progress } from '../ask/progress.ts';
import { untilFaultless } from '../ask/until.ts';
import { holdsExactly } from '../expect/slice-faults.ts';
import { driveLanes } from '../population/drive-population.ts';
import type { ExpectedRun } from '../population/expected-run.ts';
import { planLane } from '../population/plan-population.ts';
import { replay } from './replay.ts';

const HOUR_MS = 3_600_000;
const SEED = 7;
const BATCH = 100;

let stack: Stack;
let fromMs: number;

beforeAll(async () => {
  fromMs = Date.now() - 24 * HOUR_MS;
  stack = await startStack();
});

afterAll(() => stack?.stop());

test('a runs directory that is replayed twice is there once', async () => {
  const { runs, directory } = await runsOnDisk('replayed');
  // The copy does not know what was acknowledged.
  const copy = `${directory}-copy`;
  cpSync(directory, copy, { recursive: true });
  await replay(directory, stack.otlpHttpUrl);
  await replay(copy, stack.otlpHttpUrl);
  await replay(directory, stack.otlpHttpUrl);
  await holdsExactly(stack, { runs, fromMs });
});

test('events that arrive doubled and in any order count once, and for what they are', async () => {
  const { runs, directory } = await runsOnDisk('shuffled');
  const records = runDirectories(directory).flatMap((run) => [...logRecordsOf(run)]);
  const { logExporter, spanExporter } = createOtlpExporters(stack.otlpHttpUrl);
  if (logExporter === undefined || spanExporter === undefined) throw new Error('There is no endpoint');
  const before = await duplicates();
  const sent = shuffled([...records, ...records], seededRandom(SEED));
  for (let at = 0; at < sent.length; at += BATCH) await send(logExporter, sent.slice(at, at + BATCH));
  for (const run of runDirectories(directory)) {
    expect(await replayRun(run, { spanExporter })).toMatchObject({ outcome: 'done' });
  }
  progress(`${sent.length} events in disorder, each of them twice`);
  await holdsExactly(stack, { runs, fromMs });
  await untilFaultless('The duplicates are not counted', async () => {
    const counted = (await duplicates()) - before;
    return counted === records.length ? [] : [`${counted} instead of ${records.length}`];
  });
  await Promise.all([logExporter.shutdown(), spanExporter.shutdown()]);
});

/** Runs that were delivered to nobody. */
async function runsOnDisk(workflow: string): Promise<{ runs: ExpectedRun[]; directory: string }> {
  const directory = join(stack.directory, workflow);
  const lane = planLane(workflow, {
    seed: SEED,
    endsAt: Date.now() - HOUR_MS,
    processesPerLane: 3,
    runsPerProcess: 50,
  });
  const settings = { directory: join(stack.directory, 'plans'), otlpHttpUrl: '' };
  const batch = { runsDirectory: directory, leavesRest: true };
  return { runs: await driveLanes([lane], settings, { concurrency: 1, progress, batch }), directory };
}

async function duplicates(): Promise<number> {
  return (await stack.queryPrometheus.value('sum(otelcol_processor_workflow_run_duplicates_total)')) ?? 0;
}

function send(exporter: LogRecordExporter, records: ReadableLogRecord[]): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export(records, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) resolve();
      else reject(error ?? new Error('The Collector refused events'));
    });
  });
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

test('nothing was refused', async () => {
  expect(
    await stack.queryPrometheus.value('sum(otelcol_exporter_send_failed_log_records_total) or vector(0)'),
  ).toBe(0);
});
