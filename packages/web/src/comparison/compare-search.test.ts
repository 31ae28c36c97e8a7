import { expect, test } from 'vitest';

import { pairOf } from './compare-search.ts';

const VERSIONS = ['4.3', '4.2', '4.1']; // the newest first

test.each([
  [{}, '4.2', '4.3'],
  [{ b: '4.2' }, '4.1', '4.2'],
  [{ b: '4.1' }, '4.3', '4.1'],
  [{ a: '4.3' }, '4.3', '4.2'],
  [{ a: '4.1' }, '4.1', '4.3'],
  [{ a: '3', b: '4' }, '3', '4'],
])('where the address says %j, %s is what %s is measured against', (search, a, b) => {
  expect(pairOf(search, VERSIONS)).toEqual({ a, b });
});

test('one version alone is not compared', () => {
  expect(pairOf({}, ['4.3'])).toBeUndefined();
  expect(pairOf({ b: '4.3' }, ['4.3'])).toBeUndefined();
});
