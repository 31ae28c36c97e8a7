import { z } from 'zod';
import { MalformedDocumentError } from '../example-error.ts';
import { canonicalDecimal, exactMinorUnits, negateDecimal } from './money.ts';
import type { MinorUnits } from './money.ts';

const Text = z.string().trim().min(1);
const DecimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'is not a number');
const IsoDate = z.iso.date('is not a date');

/** What every parser has to find in a document. Amounts are decimals as text (`-1234.50`), as stated. */
const DraftSchema = z.object({
  number: Text,
  supplier: Text,
  issueDate: IsoDate,
  dueDate: IsoDate.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'is not a currency code'),
  creditNote: z.boolean(),
  lines: z
    .array(
      z.object({
        description: Text,
        quantity: DecimalText,
        unitPrice: DecimalText.optional(),
        taxRate: DecimalText,
        net: DecimalText,
      }),
    )
    .min(1, 'are missing'),
  taxes: z.array(z.object({ rate: DecimalText, base: DecimalText, tax: DecimalText })).min(1, 'is missing'),
  net: DecimalText,
  tax: DecimalText,
  /** Cash rounding (Swiss invoices end on 0.05): part of the gross total, taxed nowhere. */
  rounding: DecimalText.optional(),
  gross: DecimalText,
});

/** What a parser hands over: the fields it found; the others are absent or undefined. */
export type InvoiceDraft = {
  [Field in keyof z.input<typeof DraftSchema>]?: z.input<typeof DraftSchema>[Field] | undefined;
};

/**
 * An invoice or a credit note that is complete, though not yet checked for sense. Amounts are integers in minor
 * units and positive on credit notes too (`creditNote` says which it is); quantities, prices and rates are
 * canonical decimals.
 */
const InvoiceSchema = DraftSchema.transform((draft, context) => {
  const minor = (amount: string): MinorUnits => {
    const units = exactMinorUnits(amount, draft.currency);
    if (units !== undefined) return units;
    context.addIssue(`${amount} has more decimals than ${draft.currency}`);
    return 0;
  };
  // Some suppliers write the amounts of a credit note as negative, some as positive.
  const sign = draft.creditNote && draft.gross.startsWith('-') ? -1 : 1;
  const signed = (amount: string): MinorUnits => sign * minor(amount) + 0;
  return {
    ...draft,
    lines: draft.lines.map((line) => ({
      description: line.description,
      quantity: sign < 0 ? negateDecimal(line.quantity) : canonicalDecimal(line.quantity),
      ...(line.unitPrice !== undefined && { unitPrice: canonicalDecimal(line.unitPrice) }),
      taxRate: canonicalDecimal(line.taxRate),
      net: signed(line.net),
    })),
    taxes: draft.taxes.map(({ rate, base, tax }) => ({
      rate: canonicalDecimal(rate),
      base: signed(base),
      tax: signed(tax),
    })),
    net: signed(draft.net),
    tax: signed(draft.tax),
    rounding: signed(draft.rounding ?? '0'),
    gross: signed(draft.gross),
  };
});

export type Invoice = z.output<typeof InvoiceSchema>;

const fieldNames: Record<string, string> = {
  number: 'invoice number',
  supplier: 'supplier',
  issueDate: 'issue date',
  dueDate: 'due date',
  currency: 'currency',
  lines: 'invoice lines',
  taxes: 'tax breakdown',
  net: 'net total',
  tax: 'tax total',
  rounding: 'rounding',
  gross: 'gross total',
};

/**
 * The complete invoice.
 *
 * @throws MalformedDocumentError naming every field that is missing or unreadable
 */
export function completeInvoice(draft: InvoiceDraft): Invoice {
  const result = InvoiceSchema.safeParse(draft);
  if (result.success) return result.data;

  const missing: string[] = [];
  const unreadable: string[] = [];
  for (const issue of result.error.issues) {
    const [field, index] = issue.path;
    const name = fieldNames[String(field)] ?? String(field ?? 'amount');
    const absent = field !== undefined && draft[field as keyof InvoiceDraft] === undefined; // a path of DraftSchema
    if (absent) missing.push(name);
    else
      unreadable.push(`${name}${typeof index === 'number' ? ` (no. ${index + 1})` : ''}: ${issue.message}`);
  }
  if (missing.length > 0) unreadable.unshift(`no ${missing.join(', no ')}`);
  throw new MalformedDocumentError(`not a complete invoice: ${unreadable.join('; ')}`);
}
