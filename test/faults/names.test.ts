import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { readEvents, runDirectoryOf, validateRunDirectory } from '@runlight/run-dir';
import { withRun, withStep } from '@runlight/sdk';
import { expect, test } from 'vitest';

import { busyRun, RESULT } from './busy-run.ts';
import { Sandbox } from './sandbox.ts';

const HOSTILE_NAMES = [
  '../../x',
  '../../../../../../../../tmp/x',
  '..',
  '.',
  '/etc/x',
  'a/b',
  'a\\..\\b',
  'nul\0byte',
  'line\nbreak',
  'manifest.json',
  'attempts',
  'control',
  '__proto__',
  'constructor',
  ' ',
  '',
  'ü'.repeat(400),
];

test.for(HOSTILE_NAMES)(
  '%j as run id, step name, key, artifact name, gate and runner stays in the runs directory',
  async (name) => {
    const sandbox = new Sandbox();
    const runlight = sandbox.start();
    let runId = '';
    const result = await withRun({ workflow: name, id: name, tenant: name, tags: [name] }, async (run) => {
      runId = run.id;
      await withStep({ name, key: name }, async (step) => {
        step.artifact(name, 'text', { name });
        step.artifact(name, new Uint8Array([1]), { name });
        await step.runner({ name, command: [name] }, async () => undefined);
      });
      await withStep(name, async () => undefined);
      run.skip(name);
      run.route(name);
      await run.gate(name, { key: name, decide: () => ({ outcome: 'approved', actor: name }) });
      await run.rollback({ name, target: name }, async () => undefined);
      return RESULT;
    });
    expect(result).toBe(RESULT);
    const directory = runDirectoryOf(sandbox.runs, runId);
    expect(readdirSync(sandbox.runs).map((entry) => join(sandbox.runs, entry))).toEqual([directory]);
    expect([...readEvents(directory)]).toHaveLength(sandbox.emitted);
    expect(validateRunDirectory(directory)).toEqual([]);
    expect(runlight.telemetry().runDirectory).toMatchObject({
      linesLost: 0,
      filesFailed: 0,
      artifactsLost: 0,
    });
    expect(sandbox.changesOutside()).toEqual([]);
  },
);

const LINKED_FILES = [
  'status.json',
  'metadata.json',
  'final.json',
  'final-state.txt',
  'artifacts/read/manifest.json',
  'artifacts/read/source',
  'artifacts/approve/gate_request.json',
];

test.for(LINKED_FILES)(
  'a link in the place of %s is replaced, not followed, and nothing is lost',
  async (place) => {
    const sandbox = new Sandbox();
    plantLink(sandbox, place, 'precious.txt');
    const runlight = sandbox.start();
    expect(await busyRun('linked')).toBe(RESULT);
    expect(sandbox.changesOutside()).toEqual([]);
    const losses = { linesLost: 0, filesFailed: 0, artifactsLost: 0 };
    expect(runlight.telemetry().runDirectory).toMatchObject({ linesWritten: sandbox.emitted, ...losses });
  },
);

test('a link in the place of the stream is not followed, and every event that it costs is counted', async () => {
  const sandbox = new Sandbox();
  plantLink(sandbox, 'events.ndjson', 'precious.txt');
  const runlight = sandbox.start();
  expect(await busyRun('linked')).toBe(RESULT);
  expect(sandbox.changesOutside()).toEqual([]);
  expect(runlight.telemetry().runDirectory).toMatchObject({ linesWritten: 0, linesLost: sandbox.emitted });
});

test.for(['.', 'artifacts', 'artifacts/read', 'artifacts/write:b'])(
  'a link in the place of the directory %s is not followed, and what it costs is counted',
  async (place) => {
    const sandbox = new Sandbox();
    plantLink(sandbox, place, '.');
    const runlight = sandbox.start();
    expect(await busyRun('linked')).toBe(RESULT);
    expect(sandbox.changesOutside()).toEqual([]);
    const { linesLost = 0, filesFailed = 0, artifactsLost = 0 } = runlight.telemetry().runDirectory ?? {};
    expect(artifactsLost).toBeGreaterThan(0);
    expect(linesLost + filesFailed).toBeGreaterThan(0);
  },
);

test('through a link in the place of the control directory nothing is asked of the run', async () => {
  const sandbox = new Sandbox();
  plantLink(sandbox, 'control', '.');
  const cancel = { format_version: 1, kind: 'cancel' };
  writeFileSync(join(sandbox.outside, '20260101T000000Z-0.json'), JSON.stringify(cancel));
  const runlight = sandbox.start();
  const before = sandbox.changesOutside();
  expect(await busyRun('linked')).toBe(RESULT);
  expect(sandbox.changesOutside()).toEqual(before);
  expect(runlight.telemetry().runDirectory).toMatchObject({ linesWritten: sandbox.emitted, linesLost: 0 });
});

function plantLink(sandbox: Sandbox, place: string, target: string): void {
  const link = join(runDirectoryOf(sandbox.runs, 'linked'), place);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(sandbox.outside, target), link);
}
