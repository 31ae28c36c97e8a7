import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { traceIdFromRunId } from '@runlight/contract';
import { RunMaker } from '@runlight/testing/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { resolveRun } from './resolve-run.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-resolve-'));
const root = join(cwd, 'runs');
const terminal: Terminal = { ...processTerminal(), cwd, env: {} };
let first: string;
let second: string;

beforeAll(async () => {
  await using maker = new RunMaker(root);
  first = await maker.failed();
  second = maker.succeeded();
  maker.succeeded('own', { id: '20260424T143022Z' });
});

afterAll(() => rmSync(cwd, { recursive: true }));

const resolved = (reference: string): string => resolveRun(reference, {}, terminal);

test('finds a run by id, beginning, trace id, path and as the latest', () => {
  const directory = join(root, first);
  expect(resolved(first)).toBe(directory);
  expect(resolved(first.slice(0, -2))).toBe(directory);
  expect(resolved(first.slice(0, -2).toLowerCase())).toBe(directory);
  expect(resolved(traceIdFromRunId(first))).toBe(directory);
  expect(resolved(`./runs/${first}`)).toBe(directory);
  expect(resolved(directory)).toBe(directory);
  expect(resolved('latest')).toBe(join(root, '20260424T143022Z'));
});

test('finds a run with an id of its own by the trace id that is a hash of it', () => {
  expect(resolved(traceIdFromRunId('20260424T143022Z'))).toBe(join(root, '20260424T143022Z'));
});

test('names what is near when there is no such run', () => {
  const mistyped = `${first.slice(0, -1)}${first.endsWith('0') ? '1' : '0'}`;
  expect(() => resolved(mistyped)).toThrow(
    new RegExp(`There is no run "${mistyped}" in ./runs. Did you mean ${first}`),
  );
  expect(() => resolved('zz')).toThrow('There is no run "zz" in ./runs. See what there is: runlight list');
});

test('names the candidates when several runs begin alike', () => {
  expect(() => resolved('run_')).toThrow(
    /Several runs begin with "run_": run_\w+, run_\w+\. Write more of the id\./,
  );
});

test('never leaves the runs directory for what only looks like an id', () => {
  writeFileSync(join(cwd, 'outside'), '');
  expect(() => resolved('..')).toThrow(/no run directory/);
  expect(() => resolved('../runs')).toThrow(/no run directory/);
});

test('says what to do where there are no runs at all', () => {
  mkdirSync(join(cwd, 'fresh'));
  expect(() => resolveRun('latest', { runs: 'fresh' }, terminal)).toThrow(
    /no runs in .\/fresh yet. Start one/,
  );
  expect(() => resolveRun(second, { runs: 'gone' }, terminal)).toThrow(/no runs directory at .\/gone/);
});
