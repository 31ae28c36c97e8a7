import { canonicalDecimal, sumDecimals } from '../invoice/money.ts';

export interface TaxedLine {
  taxRate: string;
  net: string;
  tax: string;
}

/** The breakdown of a document that states tax line by line: base and tax of each rate, in order of appearance. */
export function taxBreakdownOf(lines: readonly TaxedLine[]): { rate: string; base: string; tax: string }[] {
  const byRate = Map.groupBy(lines, (line) => canonicalDecimal(line.taxRate));
  return [...byRate].map(([rate, taxed]) => ({
    rate,
    base: sumDecimals(taxed.map((line) => line.net)),
    tax: sumDecimals(taxed.map((line) => line.tax)),
  }));
}
