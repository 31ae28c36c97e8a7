import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StatusFile } from '@runlight/contract';
import { StatusFileSchema } from '@runlight/contract/schemas';
import { CliProcess, runCli, RunMaker } from '@runlight/testing/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-status-'));
const root = join(cwd, 'runs');
let maker: RunMaker;

beforeAll(() => {
  maker = new RunMaker(root);
});

afterAll(async () => {
  await maker[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true });
});

const linesOf = (stdout: string): StatusFile[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => StatusFileSchema.parse(JSON.parse(line)));

test('exits with 0, 1, 2, 3 for completed, failed, blocked, not over', async () => {
  const waiting = await maker.waiting();
  const blocked = await maker.blocked();
  const codeOf = async (id: string): Promise<number | null> => (await runCli(['status', id], { cwd })).code;
  expect(await codeOf(maker.succeeded())).toBe(0);
  expect(await codeOf(await maker.failed())).toBe(1);
  expect(await codeOf(blocked.id)).toBe(2);
  expect(await codeOf(waiting.id)).toBe(3);
  blocked.run.cancel();
  await runCli(['approve', waiting.id], { cwd });
  await Promise.all([waiting.result, blocked.result]);
});

test('shows what a run waits for and how to decide it', async () => {
  const { id, result } = await maker.waiting();
  const { stdout } = await runCli(['status', id], { cwd, env: { COLUMNS: '140' } });
  expect(stdout).toMatch(/^⧗ waiting {2}payout\n/);
  expect(stdout).toMatch(/^WHY {6}Waits for a person in step release_funds since .*: payout of 12 400 EUR$/m);
  expect(stdout).toMatch(/^⧗ release_funds .* waiting · payout of 12 400 EUR$/m);
  expect(stdout).toMatch(
    new RegExp(`^Decide: runlight approve ${id} release_funds {2}\\(or reject\\)$`, 'm'),
  );
  await runCli(['approve', id], { cwd });
  await result;
});

test('as JSON gives what is in status.json', async () => {
  const id = maker.succeeded();
  const { stdout } = await runCli(['status', id, '--json'], { cwd });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(root, id, 'status.json'), 'utf8')));
});

test('watching prints one JSON line per change when piped, until the run is over', async () => {
  const { id, result } = await maker.waiting();
  const watching = CliProcess.start(['status', id, '--watch'], { cwd });
  await watching.prints('"status":"waiting"');
  await runCli(['approve', id], { cwd });
  await result;
  const { stdout, stderr, code } = await watching.ended;
  const statuses = linesOf(stdout).map(({ status }) => status);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(statuses[0]).toBe('waiting');
  expect(statuses.at(-1)).toBe('succeeded');
});

test('when watching ends the other files of the run are complete', async () => {
  const { id, result } = await maker.running();
  const watching = CliProcess.start(['status', id, '--watch'], { cwd });
  await watching.prints('"status":"running"');
  await runCli(['cancel', id], { cwd });
  const { code } = await watching.ended;
  expect(code).toBe(1);
  expect(JSON.parse(readFileSync(join(root, id, 'final.json'), 'utf8'))).toMatchObject({
    status: 'canceled',
  });
  await result;
});

test('watching ends with 2 as soon as the run is blocked', async () => {
  const { id, run, result } = await maker.blocked();
  const { stdout, code } = await runCli(['status', id, '--watch'], { cwd });
  expect(code).toBe(2);
  expect(linesOf(stdout).at(-1)).toMatchObject({ status: 'blocked', blocking_reason: 'ledger is locked' });
  run.cancel();
  await result;
});

test('Ctrl-C leaves a watched run alone and exits with 130', async () => {
  const { id, run, result } = await maker.running();
  const watching = CliProcess.start(['status', id, '--watch'], { cwd });
  await watching.prints('"status":"running"');
  watching.process.kill('SIGINT');
  expect((await watching.ended).code).toBe(130);
  expect(run.signal.aborted).toBe(false);
  run.cancel();
  await result;
});
