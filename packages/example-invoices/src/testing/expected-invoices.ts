import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { documentFormats } from '../reading/detect-format.ts';

/** The folder of invoices that comes with the example. */
export const invoicesFolder = fileURLToPath(new URL('../../invoices', import.meta.url));

const ExpectedInvoice = z.strictObject({
  /** What the file is there to show. */
  shows: z.string(),
  /** Null where the file has no content to have a format. */
  format: z.enum(documentFormats).nullable(),
  outcome: z.enum(['succeeded', 'incomplete', 'failed']),
  /** Part of the reason that the run gives, where it gives one. */
  reason: z.string().optional(),
  category: z.enum(['validation_failed', 'external_api']).optional(),
  gate: z.enum(['approved', 'rejected']).optional(),
  /** Absent where the document can't be read so far. */
  number: z.string().optional(),
  currency: z.string().optional(),
  gross: z.string().optional(),
  creditNote: z.boolean().optional(),
  /** What the ledger has for it; null when nothing is posted. */
  postedEurCents: z.number().int().nullable(),
});

export type ExpectedInvoice = z.infer<typeof ExpectedInvoice>;

const path = new URL('../../expected.json', import.meta.url);

/** What is to become of each file of the folder, by file name (`expected.json`). */
export const expectedInvoices: Readonly<Record<string, ExpectedInvoice>> = z
  .record(z.string(), ExpectedInvoice)
  .parse(JSON.parse(readFileSync(path, 'utf8')));
