import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readEvents, readRun, runDirectoryOf, validateRunDirectory, writeControl } from '@runlight/run-dir';
import { withRun, withStep } from '@runlight/sdk';
import { deliveryFaults, OtlpReceiver } from '@runlight/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

import { busyRun, RESULT } from './busy-run.ts';
import { mounting, Sandbox } from './sandbox.ts';

test.skipIf(!mounting.isPossible)(
  `a disk that is full before a run begins costs its directory, not its result${mounting.note}`,
  async () => {
    const sandbox = new Sandbox();
    sandbox.mount('size=64k');
    fillUp(sandbox.runs);
    const runlight = sandbox.start();
    expect(await busyRun('full')).toBe(RESULT);
    const { linesWritten, linesLost, artifactsLost } = runlight.telemetry().runDirectory ?? {};
    expect({ linesWritten, linesLost, artifactsLost }).toEqual({
      linesWritten: 0,
      linesLost: sandbox.emitted,
      artifactsLost: 2,
    });
    expect(sandbox.changesOutside()).toEqual([]);
  },
);

test.skipIf(!mounting.isPossible)(
  `a disk that fills up costs lines, which are counted, and serves again when there is room${mounting.note}`,
  async () => {
    const sandbox = new Sandbox();
    sandbox.mount('size=256k');
    await using receiver = await OtlpReceiver.start();
    const runlight = sandbox.start(receiver.url);
    const before = await busyRun('before');
    const during = await busyRun('during', () => fillUp(sandbox.runs));
    rmSync(join(sandbox.runs, BALLAST));
    const after = await busyRun('after');
    expect([before, during, after]).toEqual([RESULT, RESULT, RESULT]);

    const journalled = ['before', 'during', 'after'].map((id) => readRun(runDirectoryOf(sandbox.runs, id)));
    const { linesWritten, linesLost = 0, artifactsLost = 0 } = runlight.telemetry().runDirectory ?? {};
    expect(linesLost).toBeGreaterThan(0);
    expect((linesWritten ?? 0) + linesLost).toBe(sandbox.emitted);
    expect(artifactsLost).toBeGreaterThan(0);
    expect(journalled.reduce((sum, { state }) => sum + (state?.events ?? 0), 0)).toBe(linesWritten);
    expect(validateRunDirectory(runDirectoryOf(sandbox.runs, 'before'))).toEqual([]);
    expect(validateRunDirectory(runDirectoryOf(sandbox.runs, 'after'))).toEqual([]);

    // What the disk did not take was delivered all the same.
    await runlight.flush();
    for (const id of ['before', 'during', 'after']) {
      expect(deliveryFaults(receiver, readEvents(runDirectoryOf(sandbox.runs, id)))).toEqual([]);
    }
    expect(receiver.logRecords).toHaveLength(sandbox.emitted);
    expect(sandbox.changesOutside()).toEqual([]);
  },
);

test('a runs directory that can not be written costs its directories, not the results', async () => {
  const sandbox = new Sandbox();
  makeReadOnly(sandbox);
  const runlight = sandbox.start();
  expect(await busyRun('read-only')).toBe(RESULT);
  expect(runlight.telemetry().runDirectory).toMatchObject({
    linesWritten: 0,
    linesLost: sandbox.emitted,
    artifactsLost: 2,
  });
  expect(readdirSync(sandbox.runs)).toEqual([]);
  expect(sandbox.changesOutside()).toEqual([]);
});

test('a file in the place of the runs directory costs its directories, not the results', async () => {
  const sandbox = new Sandbox();
  rmSync(sandbox.runs, { recursive: true });
  writeFileSync(sandbox.runs, 'a file');
  const runlight = sandbox.start();
  expect(await busyRun('no-directory')).toBe(RESULT);
  expect(runlight.telemetry().runDirectory).toMatchObject({
    linesWritten: 0,
    linesLost: sandbox.emitted,
    artifactsLost: 2,
  });
  expect(readFileSync(sandbox.runs, 'utf8')).toBe('a file');
  expect(sandbox.changesOutside()).toEqual([]);
});

test('a run directory that is deleted while its run goes on is made again and says so', async () => {
  const sandbox = new Sandbox();
  const runlight = sandbox.start();
  const directory = runDirectoryOf(sandbox.runs, 'deleted');
  expect(await busyRun('deleted', () => rmSync(directory, { recursive: true }))).toBe(RESULT);
  expect(runlight.telemetry().runDirectory).toMatchObject({ linesLost: 0, directoriesRecreated: 1 });
  expect(readRun(directory).status).toMatchObject({ status: 'succeeded', workflow_id: 'busy' });
  expect(validateRunDirectory(directory)).toMatchObject([
    { rule: 'artifact-missing', message: 'There is no artifacts/read/source' }, // it was deleted, and nobody has it
  ]);
  expect(sandbox.changesOutside()).toEqual([]);
});

test('a runs directory that is deleted while a run waits at a gate is made again, and the gate can be decided', async () => {
  const sandbox = new Sandbox();
  sandbox.start();
  const directory = runDirectoryOf(sandbox.runs, 'gate');
  const work = withRun({ workflow: 'gate', id: 'gate' }, async (run) => {
    const isApproved = await run.gate('approve');
    withStep('after', () => undefined);
    return isApproved;
  });
  rmSync(sandbox.runs, { recursive: true });
  await vi.waitUntil(() => existsSync(join(directory, 'status.json')), { timeout: 10_000 });
  writeControl(directory, { kind: 'gate', gate: 'approve', outcome: 'approved' });
  expect(await work).toBe(true);
  expect(readRun(directory).status).toMatchObject({ status: 'succeeded' });
  expect(sandbox.changesOutside()).toEqual([]);
});

const BALLAST = 'ballast';

/** Leaves not one byte. */
function fillUp(directory: string): void {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(join(directory, BALLAST), 'x'.repeat(size), { flag: 'a' });
    } catch {
      // That much does not fit any more.
    }
  }
}

/** Root may write where the mode forbids it: for root it takes a file system that is read-only. */
function makeReadOnly(sandbox: Sandbox): void {
  if (process.getuid?.() === 0) {
    sandbox.mount('ro');
    return;
  }
  chmodSync(sandbox.runs, 0o500);
  onTestFinished(() => chmodSync(sandbox.runs, 0o700));
}
