import fc from 'fast-check';
import { expect, test } from 'vitest';

import { listed, valuesIn } from './listed.ts';

test('values are listed with commas, and their own are told from those', () => {
  expect(listed(['failed', 'lost'])).toBe('failed,lost');
  expect(listed(['a,b', String.raw`c\d`])).toBe(String.raw`a\,b,c\\d`);
});

test('what is listed is found again', () => {
  const values = fc.array(fc.string({ minLength: 1, unit: 'grapheme' }));
  fc.assert(
    fc.property(values, (given) => {
      expect(valuesIn(listed(given))).toEqual(given);
    }),
  );
});
