import { z } from 'zod';
import { decimalOfNumber } from '../invoice/money.ts';
import { parseDate } from './date-text.ts';
import type { JsonLayout } from './json-layout.ts';

const Schema = z.object({
  documentType: z.enum(['INVOICE', 'CREDIT_NOTE']),
  invoiceNumber: z.string().optional(),
  issuedOn: z.string().optional(),
  dueOn: z.string().optional(),
  supplier: z.object({ name: z.string() }).optional(),
  currency: z.string().optional(),
  items: z.array(
    z.object({
      title: z.string(),
      qty: z.number(),
      unitPrice: z.string(),
      vatRate: z.string(),
      net: z.string(),
    }),
  ),
  vat: z.array(z.object({ rate: z.string(), base: z.string(), amount: z.string() })).optional(),
  totals: z
    .object({ net: z.string().optional(), vat: z.string().optional(), gross: z.string().optional() })
    .optional(),
});

/** Amounts as decimals in text, the way that survives every JSON parser. */
export const webShop: JsonLayout = {
  name: 'web shop invoice',
  recognises: (document) => 'documentType' in document,
  read(document) {
    const invoice = Schema.parse(document);
    return {
      number: invoice.invoiceNumber,
      supplier: invoice.supplier?.name,
      issueDate: parseDate(invoice.issuedOn ?? ''),
      dueDate: parseDate(invoice.dueOn ?? ''),
      currency: invoice.currency,
      creditNote: invoice.documentType === 'CREDIT_NOTE',
      lines: invoice.items.map((item) => ({
        description: item.title,
        quantity: decimalOfNumber(item.qty),
        unitPrice: item.unitPrice,
        taxRate: item.vatRate,
        net: item.net,
      })),
      taxes: invoice.vat?.map(({ rate, base, amount }) => ({ rate, base, tax: amount })),
      net: invoice.totals?.net,
      tax: invoice.totals?.vat,
      gross: invoice.totals?.gross,
    };
  },
};
