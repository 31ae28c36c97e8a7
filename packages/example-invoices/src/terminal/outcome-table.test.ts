import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import { outcomeCounts, outcomeTable } from './outcome-table.ts';

const results: InvoiceResult[] = [
  { file: 'a.json', runId: 'run_1', outcome: 'failed', summary: "doesn't quote GEL", retries: 0 },
  {
    file: 'b.txt',
    runId: 'run_2',
    outcome: 'succeeded',
    summary: 'posted',
    postedEurCents: 195_142,
    retries: 1,
  },
  {
    file: 'c.txt',
    runId: 'run_3',
    outcome: 'incomplete',
    summary: 'set aside: the gross total should be 1,996.08 GBP, but it says 2,096.08 GBP',
    retries: 0,
  },
];

test('has one line for each invoice when piped, the failed ones last', () => {
  const lines = outcomeTable(results, new PassThrough())
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '));
  expect(lines).toEqual([
    'Outcome Invoice Posted What happened',
    '✓ succeeded b.txt 1,951.42 EUR posted',
    '◧ incomplete c.txt – set aside: the gross total should be 1,996.08 GBP, but it says 2,096.08 GBP',
    "✕ failed a.json – doesn't quote GEL",
  ]);
});

test.each([80, 100, 160])('fits a terminal of %i columns', (columns) => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns });
  const lines = stripVTControlCharacters(outcomeTable(results, terminal)).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  // Nothing is cut off: the long summary is wrapped.
  expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain('2,096.08 GBP');
});

test('counts outcomes, leaving out those that did not occur', () => {
  expect(outcomeCounts(results)).toBe('1 succeeded, 1 incomplete, 1 failed');
});
