import { basename } from 'node:path';
import { ExampleError } from '../example-error.ts';
import { businessEventId } from '../invoice/business-event.ts';
import { extractInvoice } from '../reading/extract-invoice.ts';
import { readDocument } from '../reading/read-document.ts';

/**
 * The business event that a file is about, found before its run begins: a run carries its business event from its
 * first event on, so that all runs about one invoice are found by it. A file that can't be read is an event of its
 * own; why it can't be is for its run to tell.
 */
export async function businessEventOf(path: string): Promise<string> {
  try {
    return businessEventId(extractInvoice(await readDocument(path)));
  } catch (error) {
    if (error instanceof ExampleError) return `erp:inbox#${basename(path)}`;
    throw error;
  }
}
