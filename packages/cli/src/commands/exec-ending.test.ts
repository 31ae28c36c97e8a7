import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StatusFile } from '@runlight/contract';
import { readRun } from '@runlight/run-dir';
import { CliProcess, type CliResult, runCli, RUNLIGHT } from '@runlight/testing/cli';
import { afterEach, beforeEach, expect, test } from 'vitest';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'runlight-exec-test-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

const exec = async (...args: string[]): Promise<CliResult> => await runCli(['exec', ...args], { cwd });
const onlyStatus = (): StatusFile => {
  const [runId = ''] = readdirSync(join(cwd, 'runs'));
  return readRun(join(cwd, 'runs', runId)).status;
};

test('passes a signal on; a command that ends by it is a cancelled run', async () => {
  const running = CliProcess.start(['exec', '--', 'sh', '-c', 'echo ready; exec sleep 60'], { cwd });
  await running.prints('ready');
  running.process.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 143 });
  expect(onlyStatus()).toMatchObject({ status: 'cancelled' });
  expect(onlyStatus().why).toMatch(/Received SIGTERM/);
});

test('a command that handles the signal decides itself what comes of it', async () => {
  const script = 'trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
  const running = CliProcess.start(['exec', '--', 'sh', '-c', script], { cwd });
  await running.prints('ready');
  running.process.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 0, stdout: 'ready\nbye\n' });
  expect(onlyStatus()).toMatchObject({ status: 'succeeded' });
});

test('ends a command whose time is up, and exits with 124', async () => {
  const result = await exec('--timeout', '300ms', '--', 'sleep', '60');
  expect(result.code).toBe(124);
  expect(onlyStatus()).toMatchObject({ status: 'timed_out', timeout_ms: 300 });
});

test('a request to cancel the run ends the command', async () => {
  const running = CliProcess.start(['exec', '--', 'sh', '-c', 'echo ready; exec sleep 60'], { cwd });
  await running.prints('ready');
  await runCli(['cancel', 'latest', '--reason', 'not now'], { cwd });
  expect(await running.ended).toMatchObject({ code: 143 });
  expect(onlyStatus().why).toMatch(/Cancelled after .* by ops: not now/);
});

test('a reader that has seen enough ends the command as it would in any pipe, and the run with it', () => {
  const line = [...RUNLIGHT, 'exec', '--', 'yes'].join(' ');
  const { stdout, stderr } = spawnSync('sh', ['-c', `${line} | head -n 2`], { cwd, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'y\ny\n', stderr: '' });
  expect(onlyStatus()).toMatchObject({ status: 'failed', error: { type: 'SIGPIPE' } });
});

test('a step inside a run has a time-out of its own', async () => {
  const inner = [...RUNLIGHT, 'exec', '--timeout', '200ms', '--', 'sleep', '60'].join(' ');
  const { stdout, code } = await exec('--', 'sh', '-c', `${inner}; echo "inner: $?"`);
  expect({ stdout, code }).toEqual({ stdout: 'inner: 124\n', code: 0 });
  expect(onlyStatus()).toMatchObject({ status: 'succeeded', counts: { steps_failed: 1 } });
});
