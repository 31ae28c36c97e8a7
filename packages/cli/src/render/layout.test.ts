import { expect, test } from 'vitest';

import { colorsFor } from './colors.ts';
import { clip, layOutColumns, widest, wrap, wrapParts } from './layout.ts';

const { red } = colorsFor({ isTTY: true }, { FORCE_COLOR: '1' });

test('aligns columns by what is seen, whatever the script and the colours', () => {
  const lines = layOutColumns(
    [{}, { align: 'right' }, {}],
    [
      ['naïve', '1', 'a'],
      ['浜名精機', '22', 'b'],
      [red('✕ no'), '333', ''],
    ],
  );
  expect(lines).toEqual(['naïve       1  a', '浜名精機   22  b', `${red('✕ no')}      333`]);
});

test('cuts off what is wider than its column, and closes its colour', () => {
  expect(layOutColumns([{ width: 5 }, {}], [['abcdefgh', 'x']])).toEqual(['abcd…  x']);
  expect(clip('浜名精機株式会社', 9)).toBe('浜名精機…');
  expect(clip(red('abcdefgh'), 5)).toBe(`${red('abcd')}…`);
  expect(clip('fits', 4)).toBe('fits');
});

test('knows how wide text is', () => {
  expect(widest([red('abc')])).toBe(3);
  expect(widest(['a', '請求書'])).toBe(6);
  expect(widest(['◐ ⧗ ⬒ △ ◧ ✓ ✕ ◷'])).toBe(15);
});

test('breaks text at words', () => {
  expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
});

test('breaks a list of parts only between them', () => {
  expect(wrapParts(['run_1', 'took 2m', '3,124 tokens'], 18)).toEqual(['run_1 · took 2m', '3,124 tokens']);
});
