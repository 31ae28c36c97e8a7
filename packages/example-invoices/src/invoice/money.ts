import { Decimal } from 'decimal.js';

/** Rounds half up, as invoices do; 28 digits are far beyond any amount on one. */
const Exact = Decimal.clone({ rounding: Decimal.ROUND_HALF_UP, precision: 28 });

/** An amount in the currency's smallest unit (cent, öre, yen): always a safe integer. */
export type MinorUnits = number;

/** How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD (from the ISO 4217 table in `Intl`). */
export function currencyDecimals(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** The amount in minor units, or undefined when it has more decimals than the currency. */
export function exactMinorUnits(amount: string, currency: string): MinorUnits | undefined {
  const minor = new Exact(amount).mul(Exact.pow(10, currencyDecimals(currency)));
  return minor.isInteger() && Number.isSafeInteger(minor.toNumber()) ? minor.toNumber() : undefined;
}

/** `quantity × unitPrice` in minor units, rounded half up. */
export function extendedPrice(quantity: string, unitPrice: string, currency: string): MinorUnits {
  const minor = new Exact(quantity).mul(unitPrice).mul(Exact.pow(10, currencyDecimals(currency)));
  return minor.toDecimalPlaces(0).toNumber();
}

/** `percent` of an amount in minor units, rounded half up. */
export function percentOf(base: MinorUnits, percent: string): MinorUnits {
  return new Exact(base).mul(percent).div(100).toDecimalPlaces(0).toNumber();
}

/** Converts between currencies at `rate` (units of `to` for one unit of `from`), rounded half up. */
export function convertMinorUnits(amount: MinorUnits, from: string, to: string, rate: string): MinorUnits {
  const shift = Exact.pow(10, currencyDecimals(to) - currencyDecimals(from));
  return new Exact(amount).mul(rate).mul(shift).toDecimalPlaces(0).toNumber();
}

/** `1234.5`, `19.00` and `-0` in the one form that compares as text: `1234.5`, `19`, `0`. */
export function canonicalDecimal(decimal: string): string {
  return new Exact(decimal).plus(0).toFixed();
}

/** A number that a JSON document wrote as a binary fraction, with the noise beyond six decimals rounded off. */
export function decimalOfNumber(value: number): string {
  return new Exact(value).toDecimalPlaces(6).toFixed();
}

/** The exact sum of decimals. */
export function sumDecimals(decimals: Iterable<string>): string {
  let sum = new Exact(0);
  for (const decimal of decimals) sum = sum.plus(decimal);
  return sum.toFixed();
}

/** The negated decimal. */
export function negateDecimal(decimal: string): string {
  return new Exact(decimal).neg().plus(0).toFixed();
}

/** `1,951.42 EUR`: for people, not for parsing. */
export function formatMoney(amount: MinorUnits, currency: string): string {
  const decimals = currencyDecimals(currency);
  const text = new Exact(amount).div(Exact.pow(10, decimals)).toFixed(decimals);
  const [whole = '0', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}
