import type { Invoice } from './invoice.ts';
import { extendedPrice, formatMoney, percentOf } from './money.ts';
import type { MinorUnits } from './money.ts';

/** Suppliers round each line, each rate or only the total; a cent of difference is nobody's mistake. */
const roundingTolerance: MinorUnits = 1;

export interface Validation {
  passed: boolean;
  /** The share of the rules that hold, from 0 to 1. */
  score: number;
  /** One sentence for each thing that is wrong; empty when the invoice passed. */
  reasons: string[];
}

type Rule = (invoice: Invoice) => string[];

/** Checks that the invoice makes sense: that its amounts follow from each other and its dates from the calendar. */
export function validateInvoice(invoice: Invoice): Validation {
  const findings = rules.map((rule) => rule(invoice));
  const reasons = findings.flat();
  const held = findings.filter((finding) => finding.length === 0).length;
  return { passed: reasons.length === 0, score: held / rules.length, reasons };
}

const linesFollowFromPrices: Rule = ({ lines, currency }) =>
  lines.flatMap((line, index) => {
    if (line.unitPrice === undefined) return [];
    const expected = extendedPrice(line.quantity, line.unitPrice, currency);
    if (isClose(expected, line.net)) return [];
    return [
      `line ${index + 1}: ${line.quantity} × ${line.unitPrice} is ${formatMoney(expected, currency)}, ` +
        `but the line says ${formatMoney(line.net, currency)}`,
    ];
  });

const linesAddUpPerRate: Rule = ({ lines, taxes, currency }) => {
  const rates = new Set([...lines.map((line) => line.taxRate), ...taxes.map((tax) => tax.rate)]);
  return [...rates].flatMap((rate) => {
    const ofLines = sum(lines.filter((line) => line.taxRate === rate).map((line) => line.net));
    const stated = sum(taxes.filter((tax) => tax.rate === rate).map((tax) => tax.base));
    if (isClose(ofLines, stated)) return [];
    return [
      `the lines at ${rate} % add up to ${formatMoney(ofLines, currency)}, ` +
        `but the tax is worked out on ${formatMoney(stated, currency)}`,
    ];
  });
};

const taxFollowsFromRate: Rule = ({ taxes, currency }) =>
  taxes.flatMap(({ rate, base, tax }) => {
    const expected = percentOf(base, rate);
    if (isClose(expected, tax)) return [];
    return [
      `${rate} % of ${formatMoney(base, currency)} is ${formatMoney(expected, currency)}, ` +
        `but the tax says ${formatMoney(tax, currency)}`,
    ];
  });

const netAddsUp: Rule = ({ taxes, net, currency }) =>
  addsUp('net total', sum(taxes.map((tax) => tax.base)), net, currency);

const taxAddsUp: Rule = ({ taxes, tax, currency }) =>
  addsUp('tax total', sum(taxes.map((entry) => entry.tax)), tax, currency);

const grossAddsUp: Rule = ({ net, tax, rounding, gross, currency }) =>
  addsUp('gross total', net + tax + rounding, gross, currency);

const dueAfterIssue: Rule = ({ issueDate, dueDate }) =>
  dueDate !== undefined && dueDate < issueDate
    ? [`due on ${dueDate}, before it was issued on ${issueDate}`]
    : [];

const amountIsPositive: Rule = ({ gross, currency, creditNote }) =>
  gross > 0
    ? []
    : [`${creditNote ? 'a credit note' : 'an invoice'} over ${formatMoney(gross, currency)} makes no sense`];

const rules: readonly Rule[] = [
  linesFollowFromPrices,
  linesAddUpPerRate,
  taxFollowsFromRate,
  netAddsUp,
  taxAddsUp,
  grossAddsUp,
  dueAfterIssue,
  amountIsPositive,
];

function addsUp(what: string, expected: MinorUnits, stated: MinorUnits, currency: string): string[] {
  if (isClose(expected, stated)) return [];
  const difference = formatMoney(Math.abs(stated - expected), currency);
  return [
    `${what} should be ${formatMoney(expected, currency)}, but it says ${formatMoney(stated, currency)} ` +
      `(${difference} too ${stated > expected ? 'much' : 'little'})`,
  ];
}

const isClose = (left: MinorUnits, right: MinorUnits): boolean => Math.abs(left - right) <= roundingTolerance;

const sum = (amounts: readonly MinorUnits[]): MinorUnits =>
  amounts.reduce((total, amount) => total + amount, 0);
