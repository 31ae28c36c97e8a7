import { completeInvoice } from '../invoice/invoice.ts';
import type { Invoice, InvoiceDraft } from '../invoice/invoice.ts';
import type { DocumentFormat } from './detect-format.ts';
import { parseCsv } from './parse-csv.ts';
import { parseJson } from './parse-json.ts';
import { parseText } from './parse-text.ts';
import { parseUbl } from './parse-ubl.ts';
import type { SourceDocument } from './read-document.ts';

const parsers: Record<DocumentFormat, (text: string) => InvoiceDraft> = {
  text: parseText,
  csv: parseCsv,
  json: parseJson,
  ubl: parseUbl,
};

/**
 * The invoice that the document states, complete but not yet validated.
 *
 * @throws MalformedDocumentError saying what is broken, and on which line where the format has lines
 */
export function extractInvoice(document: Pick<SourceDocument, 'format' | 'text'>): Invoice {
  return completeInvoice(parsers[document.format](document.text));
}
