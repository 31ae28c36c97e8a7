import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readEvents } from '@runlight/run-dir';
import { deliveryFaults, OtlpReceiver, TestChild } from '@runlight/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const PROGRAMS = [...README.matchAll(/^```ts\n(.*?)^```$/gms)]
  .map(([, code = '']) => code)
  .filter((code) => code.startsWith('import'));

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-node-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('there are two programs: the shortest, and that with an OpenTelemetry SDK of its own', () => {
  expect(PROGRAMS.map((code) => code.includes('NodeSDK'))).toEqual([false, true]);
});

test.each(PROGRAMS)(
  'a program of the README runs, and its run is on disk and at the endpoint',
  async (code) => {
    await using receiver = await OtlpReceiver.start();
    const env = { RUNLIGHT_RUNS_DIR: directory, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const exit = await new TestChild(code, { env }).exited;
    expect(exit).toMatchObject({ code: 0, stderr: '' });
    const [run = ''] = readdirSync(directory);
    expect(deliveryFaults(receiver, readEvents(join(directory, run)))).toEqual([]);
    expect(receiver.spans.find(({ name }) => name === 'nightly_report')?.resource).not.toHaveProperty([
      'service.instance.id',
    ]);
  },
);
