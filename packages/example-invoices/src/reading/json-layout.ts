import type { InvoiceDraft } from '../invoice/invoice.ts';

/** One way of writing an invoice as JSON. */
export interface JsonLayout {
  /** What to call it in a message: `payment provider invoice`. */
  name: string;
  recognises(document: object): boolean;
  /** @throws ZodError when a field is not of the layout's type */
  read(document: object): InvoiceDraft;
}
