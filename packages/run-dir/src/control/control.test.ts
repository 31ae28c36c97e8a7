import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import type { ControlRequest } from '@runlight/contract';
import { SAMPLE_RUN_ID, temporaryDirectory } from '@runlight/testing/runs';
import { expect, onTestFinished, test, vi } from 'vitest';

import { createRunDirectory, runDirectoryOf, writeControl } from '../index.ts';

function storeIn(root: string) {
  const { store, processor } = createRunDirectory({ root });
  onTestFinished(() => processor.shutdown());
  return store;
}

const CANCEL = { kind: 'cancel', actor: 'ops', reason: 'no longer needed' } as const;
const APPROVE = { kind: 'gate', gate: 'approve', outcome: 'approved', actor: 'ops', note: 'fine' } as const;

test('a request reaches the run once, in the order in which requests were made', async () => {
  const root = temporaryDirectory(onTestFinished);
  const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
  mkdirSync(directory);
  writeControl(directory, APPROVE); // before anybody follows
  const told: ControlRequest[] = [];
  const stop = storeIn(root).watchControl(SAMPLE_RUN_ID, (request) => told.push(request));
  onTestFinished(stop);
  await vi.waitFor(() => expect(told).toEqual([APPROVE]));
  writeControl(directory, CANCEL);
  await vi.waitFor(() => expect(told).toEqual([APPROVE, CANCEL]));
  expect(readdirSync(join(directory, 'control'))).toEqual(['consumed']);
  expect(readdirSync(join(directory, 'control/consumed'))).toHaveLength(2);
});

test('what one process consumed is not told to the next one', async () => {
  const root = temporaryDirectory(onTestFinished);
  const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
  mkdirSync(directory);
  writeControl(directory, APPROVE);
  const first = vi.fn<(request: ControlRequest) => void>();
  const stop = storeIn(root).watchControl(SAMPLE_RUN_ID, first);
  await vi.waitFor(() => expect(first).toHaveBeenCalledTimes(1));
  stop();
  writeControl(directory, CANCEL);
  const second = vi.fn<(request: ControlRequest) => void>();
  onTestFinished(storeIn(root).watchControl(SAMPLE_RUN_ID, second));
  await vi.waitFor(() => expect(second).toHaveBeenCalledTimes(1));
  expect(second).toHaveBeenCalledWith(CANCEL);
  expect(first).toHaveBeenCalledTimes(1);
});

test('what is no request is put aside with a warning, and hinders no other', async () => {
  const warn = vi.fn<DiagLogger['warn']>();
  diag.setLogger({ warn } as unknown as DiagLogger, DiagLogLevel.WARN); // nothing else is called at this level
  onTestFinished(() => diag.disable());
  const root = temporaryDirectory(onTestFinished);
  const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
  const control = join(directory, 'control');
  mkdirSync(control, { recursive: true });
  const listener = vi.fn<(request: ControlRequest) => void>(() => {
    throw new Error('a bug in user code');
  });
  writeFileSync(join(control, 'a.json'), '{"kind":"gate"');
  writeFileSync(join(control, 'b.json'), '{"kind":"reboot"}');
  writeFileSync(join(control, 'c.json'), '{"kind":"gate","gate":"approve","outcome":"timed_out"}');
  symlinkSync('/etc/passwd', join(control, 'd.json'));
  writeFileSync(join(control, '.e.tmp'), '{"kind":"cancel"}');
  writeFileSync(join(control, 'notes.txt'), 'hello');
  writeFileSync(join(control, 'f.json'), '{"kind":"cancel","actor":7,"more":1}');
  onTestFinished(storeIn(root).watchControl(SAMPLE_RUN_ID, listener));
  await vi.waitFor(() => expect(readdirSync(control)).toEqual(['.e.tmp', 'consumed', 'notes.txt']));
  expect(listener.mock.calls).toEqual([[{ kind: 'cancel', actor: undefined, reason: undefined }]]);
  expect(warn).toHaveBeenCalledTimes(5); // four that are none, and the listener that threw
});

test('asking a run that is not there says so', () => {
  const directory = join(temporaryDirectory(onTestFinished), 'nowhere');
  expect(() => writeControl(directory, CANCEL)).toThrow(expect.objectContaining({ code: 'run_not_found' }));
  expect(existsSync(directory)).toBe(false);
});
