import { expect, test } from 'vitest';

import { nearest } from './nearest.ts';

const RUNS = ['run_01K8S4ZQ4E9A', 'run_01K8S4ZR7B2C', 'nightly-2026-04-24', 'run_01J2AAAAAAAA'];

test('finds what was mistyped, cut out of the middle or written in another case', () => {
  expect(nearest('run_01K8S4ZQ4E9X', RUNS, 1)).toEqual(['run_01K8S4ZQ4E9A']);
  expect(nearest('04-24', RUNS, 3)).toEqual(['nightly-2026-04-24']);
  expect(nearest('RUN_01k8s4zr', RUNS, 1)).toEqual(['run_01K8S4ZR7B2C']);
});

test('suggests nothing for what is like none of them', () => {
  expect(nearest('something else entirely', RUNS, 3)).toEqual([]);
  expect(nearest('x', RUNS, 3)).toEqual([]);
  expect(nearest('xyz', [], 3)).toEqual([]);
});
