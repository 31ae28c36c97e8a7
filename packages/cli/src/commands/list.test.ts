import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StatusFile } from '@runlight/contract';
import { type CliResult, runCli, RunMaker } from '@runlight/testing/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-list-'));
const root = join(cwd, 'runs');
let failedId: string;
let waitingId: string;
let maker: RunMaker;

beforeAll(async () => {
  maker = new RunMaker(root);
  failedId = await maker.failed();
  maker.succeeded('nightly', { id: '20260424T143022Z', tags: ['eu'] });
  const waiting = await maker.waiting();
  waitingId = waiting.id;
  void waiting.result;
});

afterAll(async () => {
  await runCli(['reject', waitingId], { cwd });
  await maker[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true });
});

const list = async (...args: string[]): Promise<CliResult> => await runCli(['list', ...args], { cwd });
const idsIn = (json: string): string[] => (JSON.parse(json) as StatusFile[]).map(({ run_id }) => run_id);

test('prints a plain line per run when piped, the latest first, each with why', async () => {
  const { stdout, stderr, code } = await list();
  const lines = stdout.trimEnd().split('\n');
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(lines.map((line) => line.split(/ +/)[0])).toEqual(['STATUS', 'waiting', 'succeeded', 'failed']);
  expect(lines[1]).toContain('payout of 12 400 EUR');
  expect(lines[3]).toContain('Step charge_card failed after 3 attempts: PaymentError: 402 card_declined');
  expect(stdout).not.toMatch(/\u001B|\t/);
});

test('filters by workflow, status, tag and start', async () => {
  expect(idsIn((await list('--json', '--workflow', 'nightly')).stdout)).toEqual(['20260424T143022Z']);
  expect(idsIn((await list('--json', '--status', 'failed,lost')).stdout)).toEqual([failedId]);
  expect(idsIn((await list('--json', '--tag', 'eu')).stdout)).toEqual(['20260424T143022Z', failedId]);
  expect(idsIn((await list('--json', '--tag', 'eu', '--tag', 'invoice')).stdout)).toEqual([failedId]);
  expect(idsIn((await list('--json', '--since', '1h')).stdout)).toHaveLength(3);
  expect(idsIn((await list('--json', '--since', '2999-01-01')).stdout)).toEqual([]);
});

test('sorts, reverses and limits', async () => {
  expect(idsIn((await list('--json', '--limit', '1')).stdout)).toEqual([waitingId]);
  expect(idsIn((await list('--json', '--reverse')).stdout)[0]).toBe(failedId);
  expect(idsIn((await list('--json', '--sort', 'workflow')).stdout)[1]).toBe('20260424T143022Z');
});

test('leaves out what is no run: files, empty and foreign directories', async () => {
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(root, 'notes'));
  writeFileSync(join(root, 'notes', 'status.json'), '{"half": ');
  writeFileSync(join(root, 'README'), 'not a run');
  const { stdout, code } = await list('--json');
  expect(code).toBe(0);
  expect(idsIn(stdout)).toHaveLength(3);
});

test('explains a status that does not exist, and exits with 64', async () => {
  const { stderr, code } = await list('--status', 'broken');
  expect(code).toBe(64);
  expect(stderr).toMatch(/Choose from queued, running/);
  expect(stderr).not.toContain(' at ');
});

test('says where it looked when there is no runs directory', async () => {
  const { stderr, stdout, code } = await list('--runs', 'nowhere');
  expect({ code, stdout }).toEqual({ code: 66, stdout: '' });
  expect(stderr).toMatch(/^runlight: There is no runs directory at \.\/nowhere\. Name it with --runs/);
});

test('says so when no run is there yet', async () => {
  mkdirSync(join(cwd, 'fresh'));
  expect(await list('--runs', 'fresh', '--json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});
