/** What became of one invoice, for the table at the end and for `--json`. */
export interface InvoiceResult {
  file: string;
  runId: string;
  outcome: 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
  /** One sentence: what was done, or why not. */
  summary: string;
  /** What was posted to the ledger, in cents; negative for a credit note. Absent when nothing was. */
  postedEurCents?: number;
  /** How often a call was made again because the one before it failed. */
  retries: number;
}
