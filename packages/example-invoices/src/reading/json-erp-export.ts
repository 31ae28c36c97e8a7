import { z } from 'zod';
import { decimalOfNumber } from '../invoice/money.ts';
import { parseDate } from './date-text.ts';
import type { JsonLayout } from './json-layout.ts';

/** UN/EDIFACT 1001: 380 is a commercial invoice, 381 a credit note. */
const creditNoteType = '381';

const Amount = z.number().transform(decimalOfNumber);

const Schema = z.object({
  invoice_header: z.object({
    doc_type: z.string().optional(),
    no: z.string().optional(),
    date: z.string().optional(),
    due: z.string().optional(),
    currency: z.string().optional(),
    seller: z.object({ name: z.string() }).optional(),
  }),
  positions: z.array(
    z.object({ text: z.string(), quantity: Amount, price: Amount, net_amount: Amount, tax_percent: Amount }),
  ),
  tax_summary: z.array(z.object({ percent: Amount, taxable: Amount, amount: Amount })).optional(),
  summary: z.object({ net: Amount.optional(), tax: Amount.optional(), gross: Amount.optional() }).optional(),
});

/** Amounts as JSON numbers: `558.5999999999999` is what some exports make of 558.60. */
export const erpExport: JsonLayout = {
  name: 'ERP export',
  recognises: (document) => 'invoice_header' in document,
  read(document) {
    const { invoice_header: header, positions, tax_summary: taxes, summary } = Schema.parse(document);
    return {
      number: header.no,
      supplier: header.seller?.name,
      issueDate: parseDate(header.date ?? ''),
      dueDate: parseDate(header.due ?? ''),
      currency: header.currency,
      creditNote: header.doc_type === creditNoteType,
      lines: positions.map((position) => ({
        description: position.text,
        quantity: position.quantity,
        unitPrice: position.price,
        taxRate: position.tax_percent,
        net: position.net_amount,
      })),
      taxes: taxes?.map(({ percent, taxable, amount }) => ({ rate: percent, base: taxable, tax: amount })),
      net: summary?.net,
      tax: summary?.tax,
      gross: summary?.gross,
    };
  },
};
