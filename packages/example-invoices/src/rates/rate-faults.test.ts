import { expect, test } from 'vitest';
import { seededFaults } from './rate-faults.ts';
import { referenceRates } from './reference-rates.ts';

const currencies = Object.keys(referenceRates).filter((currency) => currency !== 'HUF');
const sequence = (seed: number, currency: string) =>
  Array.from({ length: 12 }, (_, index) => seededFaults(seed)(currency, index + 1));
const all = (seed: number) => currencies.map((currency) => sequence(seed, currency));

test('the same seed gives the same faults, another seed gives others', () => {
  expect(all(7)).toEqual(all(7));
  expect(all(7)).not.toEqual(all(8));
});

test('every kind of answer occurs, and never more than two faults in a row', () => {
  const sequences = currencies.map((currency) => sequence(7, currency));
  expect(new Set(sequences.flat())).toEqual(new Set(['none', 'unavailable', 'silent']));
  for (const faults of sequences) {
    const inARow = faults.map((fault) => (fault === 'none' ? ' ' : 'x')).join('');
    expect(inARow).not.toContain('xxx');
  }
});

test('HUF is never answered', () => {
  expect(new Set(sequence(7, 'HUF'))).toEqual(new Set(['unavailable']));
});
