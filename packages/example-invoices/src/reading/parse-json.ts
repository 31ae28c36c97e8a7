import { z } from 'zod';
import { MalformedDocumentError } from '../example-error.ts';
import type { InvoiceDraft } from '../invoice/invoice.ts';
import { erpExport } from './json-erp-export.ts';
import { paymentProvider } from './json-payment-provider.ts';
import { webShop } from './json-web-shop.ts';

/** One layout of JSON invoice: how to recognise it, and how to read it. */
const layouts = [paymentProvider, webShop, erpExport];

/**
 * Reads the JSON layouts of a payment provider (amounts in cents, dates as Unix time), a web shop (decimals as text)
 * and an ERP export (decimals as numbers).
 *
 * @throws MalformedDocumentError when it is no JSON, or no layout we know
 */
export function parseJson(text: string): InvoiceDraft {
  const document = parseDocument(text);
  const layout = layouts.find((candidate) => candidate.recognises(document));
  if (!layout) throw new MalformedDocumentError('JSON, but no invoice layout that we know');
  try {
    return layout.read(document);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const problems = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new MalformedDocumentError(`unreadable ${layout.name}: ${problems.join('; ')}`);
  }
}

function parseDocument(text: string): object {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return document;
  } catch (error) {
    throw new MalformedDocumentError(`broken JSON: ${(error as SyntaxError).message}`, { cause: error }); // JSON.parse throws nothing else
  }
  throw new MalformedDocumentError('JSON, but not an object');
}
