import { expect, test } from 'vitest';

import type { ComparedVersion } from '../api.ts';
import { compareErrors, compareSteps } from './compare-parts.ts';

type Errors = Readonly<Record<string, number>>;

/** A version of which only what is compared here is looked at. */
function version(ended: number, errors: Errors, steps: readonly string[] = []): ComparedVersion {
  const error_codes = Object.entries(errors).map(([error_code, runs]) => ({ error_code, runs }));
  return { ended, error_codes, steps: steps.map((name) => ({ name })) } as unknown as ComparedVersion;
}

test('new errors come first; an error is more or less often by its share of the runs', () => {
  const a = version(100, { declined: 10, late: 4, gone: 1, often: 2 });
  const b = version(50, { declined: 5, late: 1, often: 2, fresh: 1 });

  expect(compareErrors(a, b).map(({ code, verdict, words }) => [code, verdict, words])).toEqual([
    ['fresh', 'worse', 'new'],
    ['declined', 'same', 'as often'],
    ['late', 'better', 'less often'],
    ['often', 'worse', 'more often'],
    ['gone', 'better', 'gone'],
  ]);
});

test('an error is not gone while nothing ran', () => {
  expect(compareErrors(version(9, { late: 4 }), version(0, {}))).toEqual([
    { code: 'late', counts: { a: 4, b: 0 }, verdict: 'unknown', words: '' },
  ]);
});

test('steps are paired by name, those of the second version first', () => {
  const pairs = compareSteps(version(1, {}, ['fetch', 'charge']), version(1, {}, ['charge', 'post']));

  expect(pairs.map(({ name, a, b }) => [name, a?.name, b?.name])).toEqual([
    ['charge', 'charge', 'charge'],
    ['post', undefined, 'post'],
    ['fetch', 'fetch', undefined],
  ]);
});
