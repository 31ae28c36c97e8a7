import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { traceIdFromRunId, type StatusFile } from '@runlight/contract';
import { readRun, readSteps } from '@runlight/run-dir';
import { type CliResult, runCli, RUNLIGHT } from '@runlight/testing/cli';
import { afterEach, beforeEach, expect, test } from 'vitest';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'runlight-exec-test-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

const exec = async (...args: string[]): Promise<CliResult> => await runCli(['exec', ...args], { cwd });
const runIds = (): string[] => readdirSync(join(cwd, 'runs'));
const onlyDirectory = (): string => join(cwd, 'runs', runIds()[0] ?? '');
const onlyStatus = (): StatusFile => readRun(onlyDirectory()).status;

test('passes output through, returns the exit code and keeps both as artifacts', async () => {
  const result = await exec('--', 'sh', '-c', 'echo out; echo err >&2; exit 3');
  expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', code: 3 });
  expect(onlyStatus()).toMatchObject({
    status: 'failed',
    workflow_name: 'sh',
    error: { type: 'exit_3', message: 'err' },
  });
  const manifest = JSON.parse(readFileSync(join(onlyDirectory(), 'artifacts/sh/manifest.json'), 'utf8')) as {
    artifacts: { role: string; path: string }[];
  };
  const outputs = manifest.artifacts.filter(({ role }) => role.startsWith('validation_'));
  expect(outputs.map(({ role, path }) => [role, readFileSync(join(onlyDirectory(), path), 'utf8')])).toEqual([
    ['validation_stdout', 'out\n'],
    ['validation_stderr', 'err\n'],
  ]);
});

test('a command that succeeds is a run that succeeded, under the names that were given', async () => {
  const result = await exec('--workflow', 'nightly', '--step', 'load', '--tag', 'eu', '--', 'true');
  expect(result).toEqual({ stdout: '', stderr: '', code: 0 });
  expect(onlyStatus()).toMatchObject({ status: 'succeeded', workflow_name: 'nightly', tags: ['eu'] });
  expect(readSteps(onlyDirectory())).toMatchObject([
    { name: 'load', runner: { started: { name: 'true' }, ended: { exit_code: 0 } } },
  ]);
});

test('where runs are kept in no directory the command runs all the same', async () => {
  const env = { RUNLIGHT_RUNS_DIR: 'none' };
  const result = await runCli(['exec', '--', 'sh', '-c', 'echo "$RUNLIGHT_RUNS_DIR"; exit 3'], { cwd, env });
  expect(result).toEqual({ stdout: 'none\n', stderr: '', code: 3 });
  expect(readdirSync(cwd)).toEqual([]);
});

test('hands options behind the command to the command', async () => {
  const result = await exec('echo', '--json', '-n', 'x');
  expect(result.stdout).toBe('--json -n x\n');
});

test('gives the command its trace context and run', async () => {
  const { stdout } = await exec('--', 'sh', '-c', 'echo "$TRACEPARENT $RUNLIGHT_RUN_ID $RUNLIGHT_RUNS_DIR"');
  const [traceparent, runId, runsDirectory] = stdout.trim().split(' ');
  expect(runIds()).toEqual([runId]);
  const [step] = readSteps(onlyDirectory());
  expect(traceparent).toBe(`00-${traceIdFromRunId(runId ?? '')}-${step?.span_id}-01`);
  expect(runsDirectory).toBe(join(cwd, 'runs'));
});

test('a command that is executed inside a run adds a step to it', async () => {
  const inner = [...RUNLIGHT, 'exec', '--step', 'inner', '--', 'echo', 'nested'].join(' ');
  const { stdout, code } = await exec('--step', 'outer', '--', 'sh', '-c', inner);
  expect({ stdout, code }).toEqual({ stdout: 'nested\n', code: 0 });
  expect(runIds()).toHaveLength(1);
  const steps = readSteps(onlyDirectory());
  expect(steps.map(({ name, status }) => [name, status])).toEqual([
    ['outer', 'completed'],
    ['inner', 'completed'],
  ]);
  expect(steps[1]?.parent_span_id).toBe(steps[0]?.span_id);
});

test('the last line of stderr is the reason, what came before it is kept, secrets are not', async () => {
  await exec(
    '--',
    'sh',
    '-c',
    'printf "\\033[31mTraceback\\033[0m\\nAuthorization: Bearer abcdef123456\\nValueError: bad total\\n" >&2; exit 1',
  );
  const { error, why } = onlyStatus();
  expect(why).toBe('Step sh failed: exit_1: ValueError: bad total');
  expect(error?.message).toMatch(/^ValueError: bad total\nstderr before that:\nTraceback\n/);
  expect(error?.message).not.toMatch(/abcdef123456|\u001B/);
});

test('explains a command that is not there or not executable, as shells do by 127 and 126', async () => {
  const missing = await exec('--', 'no-such-command-here');
  expect(missing).toEqual({
    stdout: '',
    stderr:
      'runlight: no-such-command-here could not be started: there is no such command. Check the spelling and PATH.\n',
    code: 127,
  });
  writeFileSync(join(cwd, 'plain.txt'), 'text');
  chmodSync(join(cwd, 'plain.txt'), 0o644);
  const plain = await exec('--', './plain.txt');
  expect(plain.code).toBe(126);
  expect(plain.stderr).toContain('it is not executable');
});

test('output of any size and kind arrives byte for byte', async () => {
  const script = 'process.stdout.write(Buffer.alloc(5_000_000, Buffer.from([0, 255, 10, 128])))';
  const { code } = await exec('--', 'sh', '-c', `${process.execPath} -e '${script}' | tee copy | cat`);
  expect(code).toBe(0);
  const kept = readFileSync(join(onlyDirectory(), 'artifacts/sh/stdout.log'));
  expect(kept.length).toBe(5_000_000);
  expect(kept.equals(readFileSync(join(cwd, 'copy')))).toBe(true);
});

test('tells the ids and the outcome as JSON at the end', async () => {
  const { stderr } = await exec('--json', '--', 'sh', '-c', 'exit 4');
  const [runId = ''] = runIds();
  expect(JSON.parse(stderr)).toMatchObject({
    run_id: runId,
    trace_id: traceIdFromRunId(runId),
    outcome: 'failed',
    exit_code: 4,
  });
});

test('runs the command also where no run can be kept', async () => {
  writeFileSync(join(cwd, 'runs'), 'a file in the place of the directory');
  const { stdout, code } = await exec('--', 'sh', '-c', 'echo still; exit 5');
  expect({ stdout, code }).toEqual({ stdout: 'still\n', code: 5 });
});

test('leaves no copies of the output behind, and none that others may read', async () => {
  const temporary = join(cwd, 'tmp');
  mkdirSync(temporary);
  const script = `stat -c %a ${temporary}/*`;
  const { stdout } = await runCli(['exec', '--', 'sh', '-c', script], { cwd, env: { TMPDIR: temporary } });
  expect(stdout).toBe('700\n');
  expect(readdirSync(temporary)).toEqual([]);
  expect(statSync(onlyDirectory()).mode & 0o077).toBe(0);
});

test('runs the command also where its output can not be copied', async () => {
  const { stdout, code } = await runCli(['exec', '--', 'echo', 'still'], {
    cwd,
    env: { TMPDIR: join(cwd, 'gone') },
  });
  expect({ stdout, code }).toEqual({ stdout: 'still\n', code: 0 });
  expect(onlyStatus()).toMatchObject({ status: 'succeeded', counts: { artifacts: 0 } });
});

test('keeps no secret of the command line', async () => {
  await exec(
    '--',
    'true',
    '--password',
    'hunter2',
    '--api-key=k3y-9f8e7d',
    'Authorization: Bearer abcdef0123456789',
  );
  const files = readdirSync(onlyDirectory(), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toMatch(/hunter2|k3y-9f8e7d|abcdef0123456789/);
  }
  const { stdout } = await runCli(['show', 'latest'], { cwd });
  expect(stdout).toMatch(/^RAN {6}true --password \[redacted\] --api-key=\[redacted\] .*\(exit code 0\)$/m);
});
