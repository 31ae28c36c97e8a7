import pLimit from 'p-limit';
import { processInvoice } from '../workflow/process-invoice.ts';
import type { BatchContext } from '../workflow/process-invoice.ts';
import type { InvoiceResult } from './invoice-result.ts';

/**
 * Processes the files, so many at a time, and gives their results in the order of the files. Once the context's signal
 * is aborted no further file is begun; those that were not begun have no result.
 */
export async function processFiles(
  paths: readonly string[],
  concurrency: number,
  context: BatchContext,
): Promise<InvoiceResult[]> {
  const limit = pLimit(concurrency);
  const results = await limit.map(paths, async (path) => {
    if (context.signal.aborted) return undefined;
    const result = await processInvoice(path, context);
    context.progress.ended(result);
    return result;
  });
  return results.filter((result) => result !== undefined);
}
