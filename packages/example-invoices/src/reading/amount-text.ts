import { MalformedDocumentError } from '../example-error.ts';
import { canonicalDecimal } from '../invoice/money.ts';

export type DecimalMark = ',' | '.';

/** Digits with grouping and decimals: `1.234,50`, `1'234.50`, `26 505,00`. */
const numberPattern = /\d[\d.,'’ ]*/;

/** The decimal mark that most of the amounts agree on; a point where none of them tells (`1,200` yen). */
export function decimalMarkOf(amounts: Iterable<string>): DecimalMark {
  let commas = 0;
  for (const amount of amounts) {
    const mark = markOf(numberPattern.exec(plainSpaces(amount))?.[0] ?? '');
    if (mark !== undefined) commas += mark === ',' ? 1 : -1;
  }
  return commas > 0 ? ',' : '.';
}

function markOf(digits: string): DecimalMark | undefined {
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  if (last < 0) return undefined;
  const mark = digits[last] === ',' ? ',' : '.';
  const other = mark === ',' ? '.' : ',';
  if (digits.includes(other)) return mark;
  if (digits.indexOf(mark) !== last) return other; // 1.234.567: a mark that repeats only groups
  return /^\d{3}$/.test(digits.slice(last + 1).trim()) ? undefined : mark;
}

/**
 * The number in a cell such as `1.255,50 €`, `kr 26 505,00`, `$1,539.00`, `147,56-` or `(120.00)`, as a canonical
 * decimal.
 *
 * @throws MalformedDocumentError when there is no number, or digits are grouped as no amount is
 */
export function parseAmount(cell: string, mark: DecimalMark): string {
  const text = plainSpaces(cell);
  const match = numberPattern.exec(text);
  if (!match) throw new MalformedDocumentError(`"${cell.trim()}" is not a number`);

  const digits = match[0].replace(/[.,'’ ]+$/, '');
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + digits.length);
  const isNegative = /[-−(]/.test(before) || /^[-−]/.test(after);

  const grouping = mark === ',' ? "[.'’ ]" : "[,'’ ]";
  const wellFormed = new RegExp(`^(\\d{1,3}(${grouping}\\d{3})+|\\d+)(\\${mark}\\d+)?$`);
  if (!wellFormed.test(digits)) throw new MalformedDocumentError(`"${cell.trim()}" is not a number`);

  const plain = digits.replaceAll(new RegExp(grouping, 'g'), '').replace(mark, '.');
  return canonicalDecimal(isNegative ? `-${plain}` : plain);
}

/** Turns the no-break spaces that group French and Nordic digits into plain ones. */
export function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ');
}
