import { z } from 'zod';
import { currencyDecimals, decimalOfNumber, sumDecimals } from '../invoice/money.ts';
import type { JsonLayout } from './json-layout.ts';
import { taxBreakdownOf } from './tax-breakdown.ts';

const Schema = z.object({
  account_name: z.string().optional(),
  number: z.string().optional(),
  currency: z.string().transform((code) => code.toUpperCase()),
  created: z.number().optional(),
  due_date: z.number().optional(),
  lines: z.object({
    data: z.array(
      z.object({
        description: z.string(),
        quantity: z.number(),
        amount: z.number().int(),
        tax_percent: z.number(),
      }),
    ),
  }),
  subtotal: z.number().int().optional(),
  tax: z.number().int().optional(),
  total: z.number().int().optional(),
});

/** Amounts in the currency's smallest unit, dates in Unix seconds, currency in lower case. */
export const paymentProvider: JsonLayout = {
  name: 'payment provider invoice',
  recognises: (document) => 'object' in document && document.object === 'invoice',
  read(document) {
    const invoice = Schema.parse(document);
    const divisor = 10 ** currencyDecimals(invoice.currency);
    const amount = (units: number): string => decimalOfNumber(units / divisor);
    const lines = invoice.lines.data.map((line) => ({
      description: line.description,
      quantity: decimalOfNumber(line.quantity),
      taxRate: decimalOfNumber(line.tax_percent),
      net: amount(line.amount),
      tax: amount(Math.round((line.amount * line.tax_percent) / 100)),
    }));
    return {
      number: invoice.number,
      supplier: invoice.account_name,
      issueDate: invoice.created === undefined ? undefined : dateOfUnixSeconds(invoice.created),
      dueDate: invoice.due_date === undefined ? undefined : dateOfUnixSeconds(invoice.due_date),
      currency: invoice.currency,
      creditNote: false,
      lines,
      taxes: taxBreakdownOf(lines),
      net: invoice.subtotal === undefined ? undefined : amount(invoice.subtotal),
      tax: invoice.tax === undefined ? sumDecimals(lines.map((line) => line.tax)) : amount(invoice.tax),
      gross: invoice.total === undefined ? undefined : amount(invoice.total),
    };
  },
};

const dateOfUnixSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
