import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  formatHex,
  interpolate,
  parse,
  wcagContrast,
  type Color,
} from 'culori';
import { describe, expect, test } from 'vitest';

import { FAMILIES, PALETTES, SCHEMES } from './status-colors.ts';

const VISIONS = {
  normal: (color: Color) => color,
  protan: filterDeficiencyProt(1),
  deutan: filterDeficiencyDeuter(1),
  tritan: filterDeficiencyTrit(1),
};
const difference = differenceCiede2000();

describe.each(SCHEMES)('the %s status colours', (scheme) => {
  const { page, surface, dimmed, families, tint } = PALETTES[scheme];

  test.each(FAMILIES)('%s is readable on page, surface and its tint', (family) => {
    const color = families[family];
    const tinted = formatHex(interpolate([surface, color], 'rgb')(tint));
    for (const background of [page, surface, tinted]) {
      expect(wcagContrast(color, background)).toBeGreaterThanOrEqual(4.6);
    }
  });

  test('dimmed text is readable', () => {
    for (const background of [page, surface])
      expect(wcagContrast(dimmed, background)).toBeGreaterThanOrEqual(4.6);
  });

  test.each(Object.entries(VISIONS))('families are told apart with %s vision', (_, seen) => {
    for (const [index, one] of FAMILIES.entries()) {
      for (const other of FAMILIES.slice(index + 1)) {
        const [a, b] = [seen(colorOf(families[one])), seen(colorOf(families[other]))];
        expect(difference(a, b), `${one} and ${other}`).toBeGreaterThanOrEqual(13);
      }
    }
  });
});

function colorOf(hex: string): Color {
  const color = parse(hex);
  if (color === undefined) throw new Error(`${hex} is no colour`);
  return color;
}
