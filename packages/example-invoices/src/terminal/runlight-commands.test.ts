import { expect, test } from 'vitest';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import { RunlightCommands } from './runlight-commands.ts';

const result = (runId: string, outcome: InvoiceResult['outcome'], retries = 0): InvoiceResult => ({
  file: `${runId}.txt`,
  runId,
  outcome,
  summary: '',
  retries,
});

const commands = new RunlightCommands('/home/me/runs', '/home/me/runs');

test('names the runs directory only where it is another one than runlight looks in', () => {
  expect(commands.command('approve', 'run_1')).toBe('npx runlight approve run_1');
  expect(new RunlightCommands("/tmp/Jo's runs", '/home/me/runs').command('list')).toBe(
    "npx runlight list --runs '/tmp/Jo'\\''s runs'",
  );
});

test('finds the failed run that tried most the most interesting', () => {
  const results = [result('run_1', 'succeeded', 9), result('run_2', 'failed'), result('run_3', 'failed', 3)];
  expect(commands.worthTrying(results)).toEqual([
    'npx runlight list',
    'npx runlight show run_3',
    'npx runlight tail run_3',
  ]);
});

test('takes one that ended incomplete, or any, where none failed', () => {
  const results = [result('run_1', 'incomplete'), result('run_2', 'succeeded')];
  expect(commands.worthTrying(results)[1]).toBe('npx runlight show run_1');
  expect(commands.worthTrying(results.slice(1))[1]).toBe('npx runlight show run_2');
});
