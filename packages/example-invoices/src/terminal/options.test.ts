import { expect, test } from 'vitest';
import { invoicesFolder } from '../testing/expected-invoices.ts';
import { parseOptions } from './options.ts';

test('processes the invoices of the example, four at a time, into ./runs', () => {
  expect(parseOptions([], '/home/me', {})).toEqual({
    folder: invoicesFolder,
    runsDir: '/home/me/runs',
    usualRunsDir: '/home/me/runs',
    concurrency: 4,
    once: false,
    keepLedger: false,
    json: false,
  });
});

test('takes every option', () => {
  const args = [
    '--once',
    '--folder',
    'in',
    '--runs=/var/runs',
    '--concurrency',
    '8',
    '--keep-ledger',
    '--json',
  ];
  expect(parseOptions(args, '/home/me', { RUNLIGHT_RUNS_DIR: 'elsewhere' })).toEqual({
    folder: '/home/me/in',
    runsDir: '/var/runs',
    usualRunsDir: '/home/me/elsewhere',
    concurrency: 8,
    once: true,
    keepLedger: true,
    json: true,
  });
});

test('puts the runs where runlight looks for them', () => {
  expect(parseOptions([], '/home/me', { RUNLIGHT_RUNS_DIR: '/var/runs' })).toMatchObject({
    runsDir: '/var/runs',
    usualRunsDir: '/var/runs',
  });
});

test('help wins over everything else', () => {
  expect(parseOptions(['--concurrency', 'x', '-h'], '/', {})).toBe('help');
});

test.each([
  [['--concurrency', '0'], '--concurrency wants a whole number from 1, not "0"'],
  [['--concurrency', 'many'], '--concurrency wants a whole number from 1, not "many"'],
  [['--forever'], "Unknown option '--forever'"],
  [['invoices'], "Unexpected argument 'invoices'"],
  [['--folder'], "Option '--folder <value>' argument missing"],
])('%j is bad usage', (args, message) => {
  expect(() => parseOptions(args, '/', {})).toThrow(expect.objectContaining({ code: 'bad_usage', message }));
});
