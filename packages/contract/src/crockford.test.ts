import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeBase32, encodeBase32, hex64ToBase32 } from './crockford.ts';

test('reads back every number it wrote, in either case', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (value) => {
      const text = encodeBase32(value, 26);
      expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(decodeBase32(text)).toBe(value);
      expect(decodeBase32(text.toLowerCase())).toBe(value);
    }),
  );
});

test('writes 64 bits of hex as the big integer writes them', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      expect(hex64ToBase32(value.toString(16).padStart(16, '0'))).toBe(encodeBase32(value, 13));
    }),
  );
});

test('keeps the order of numbers', () => {
  const number = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(encodeBase32(a, 26) < encodeBase32(b, 26)).toBe(a < b);
    }),
  );
});

test.each(['I', 'L', 'O', 'U', '-', ' ', 'é'])('refuses %j, which is no digit', (character) => {
  expect(decodeBase32(`0${character}1`)).toBeUndefined();
});
