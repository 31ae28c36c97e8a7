import { expect, test } from 'vitest';

import { COMPARED_FIGURES, inShares, verdictOn } from './compared-figures.ts';

function figure(name: string) {
  const found = COMPARED_FIGURES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no figure ${name}`);
  return found;
}

test.each([
  ['Success rate', 0.9, 0.95, 'better', '+5 points'],
  ['Success rate', 0.953, 0.9, 'worse', '−5.3 points'],
  ['Success rate', 0.9001, 0.9002, 'same', '+0 points'],
  ['p95 duration of a run', 2000, 3000, 'worse', '+50 %'],
  ['p95 duration of a run', 3000, 2000, 'better', '−33 %'],
  ['p95 duration of a run', 0, 1200, 'worse', '+1.2s'],
  ['p95 duration of a run', 2000, 301_000, 'worse', '×151'],
  ['Retries per 100 runs', 12, 3.5, 'better', '−8.5'],
  ['Tokens per run', 1000, 2500, 'worse', '+150 %'],
] as const)('%s from %d to %d is %s: %s', (name, a, b, verdict, words) => {
  const compared = figure(name);
  expect(verdictOn(compared, a, b)).toBe(verdict);
  expect(compared.difference(a, b)).toBe(words);
});

test('nothing is said about a figure that one version lacks', () => {
  expect(verdictOn(figure('Tokens per run'), null, 3)).toBe('unknown');
  expect(verdictOn(figure('Tokens per run'), 3, null)).toBe('unknown');
});

test('what began at nothing is not divided by', () => {
  expect(inShares(0, 3, String)).toBe('+3');
});
