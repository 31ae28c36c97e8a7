import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli, RUNLIGHT, RunMaker } from '@runlight/testing/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-program-'));
const COMMANDS = [
  'list',
  'status',
  'show',
  'tail',
  'exec',
  'approve',
  'reject',
  'cancel',
  'annotate',
  'tag',
  'recover',
  'replay',
  'validate',
  'prune',
  'id',
];

beforeAll(async () => {
  await using maker = new RunMaker(join(cwd, 'runs'));
  for (let index = 0; index < 30; index += 1) maker.succeeded();
});

afterAll(() => rmSync(cwd, { recursive: true }));

test('--help lists every command', async () => {
  const { stdout, code } = await runCli(['--help'], { cwd });
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});

test.each(COMMANDS)('%s --help has the options, an example, and every exit code', async (command) => {
  const { stdout, code } = await runCli([command, '--help'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/--runs <dir>[^]*--json[^]*--debug/);
  expect(stdout).toMatch(new RegExp(`^Examples?:\n {2}runlight ${command} `, 'm'));
  expect(stdout).toMatch(/^Exit codes:\n(.|\n)*^ {2}64 {4}/m);
});

test('explains what it does not know, with 64 and no stack', async () => {
  expect(await runCli(['lsit'], { cwd })).toEqual({
    code: 64,
    stdout: '',
    stderr: "runlight: unknown command 'lsit'\n(Did you mean list?)\nSee: runlight --help\n",
  });
  expect(await runCli(['show'], { cwd })).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('See: runlight show --help') as string,
  });
});

test('is silent when its reader has seen enough', () => {
  const line = [...RUNLIGHT, 'tail', 'latest', '-n', 'all', '--json'].join(' ');
  const many = `for i in 1 2 3; do ${line}; done | head -c 10; ${[...RUNLIGHT, 'list'].join(' ')} | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', many], { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\{".{8}STATUS +RUN .*\n$/);
});

test('writes colours when forced to, and none with NO_COLOR', async () => {
  const forced = await runCli(['status', 'latest'], { cwd, env: { FORCE_COLOR: '1' } });
  expect(forced.stdout).toContain('\u001B[32m✓ succeeded');
  const without = await runCli(['status', 'latest'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  expect(without.stdout).not.toContain('\u001B');
});

test('tells ids of runs and steps from each other, in both directions', async () => {
  const id = async (text: string): Promise<unknown> =>
    JSON.parse((await runCli(['id', text, '--json'], { cwd })).stdout);
  const run = {
    run_id: 'run_01K8S4ZQ4E9A7XN2WJ5V3C6BDF',
    trace_id: '019a32', // by its beginning
  };
  const told = (await id(run.run_id)) as { run_id: string; trace_id: string; root_span_id: string };
  expect(told.trace_id.startsWith(run.trace_id)).toBe(true);
  expect(told.root_span_id).toBe(told.trace_id.slice(16));
  expect(await id(told.trace_id.toUpperCase())).toEqual(told);
  const step = (await id('00f067aa0ba902b7')) as { step_id: string };
  expect(await id(step.step_id)).toEqual({ step_id: step.step_id, span_id: '00f067aa0ba902b7' });
  expect(await runCli(['id', 'step_xx'], { cwd })).toMatchObject({
    code: 66,
    stderr: 'runlight: Not a step id: "step_xx"\n',
  });
});

test('finds the runs by RUNLIGHT_RUNS_DIR, and --runs wins over it', async () => {
  const env = { RUNLIGHT_RUNS_DIR: join(cwd, 'runs') };
  expect((await runCli(['show', 'latest'], { cwd: '/', env })).code).toBe(0);
  const { stderr } = await runCli(['show', 'latest', '--runs', 'nowhere'], { cwd, env });
  expect(stderr).toContain('There is no runs directory at ./nowhere.');
});

test.each([['list'], ['show', 'latest'], ['recover'], ['prune', '--older-than', '1d']])(
  'where runs are kept in no directory, %s says so, with 66',
  async (...args) => {
    const env = { RUNLIGHT_RUNS_DIR: 'none' };
    expect(await runCli(args, { cwd, env })).toEqual({
      code: 66,
      stdout: '',
      stderr:
        'runlight: RUNLIGHT_RUNS_DIR is none, so runs are kept in no directory here. Name one with --runs DIR.\n',
    });
    expect((await runCli([...args, '--runs', 'runs'], { cwd, env })).code).toBe(0);
  },
);
