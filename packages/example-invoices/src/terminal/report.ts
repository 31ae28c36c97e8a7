import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import { formatMoney } from '../invoice/money.ts';
import type { MinorUnits } from '../invoice/money.ts';
import { outcomeCounts, outcomeTable } from './outcome-table.ts';
import type { OutputStream } from './output-stream.ts';
import type { RunlightCommands } from './runlight-commands.ts';

/** What there is to say of a batch that has ended. */
export interface BatchReport {
  results: readonly InvoiceResult[];
  ledgerFile: string;
  ledgerEurCents: MinorUnits;
  runsDir: string;
}

/** The table of outcomes, where everything lies, and what to try next. */
export function textReport(report: BatchReport, commands: RunlightCommands, stream: OutputStream): string {
  const { results, ledgerFile, ledgerEurCents, runsDir } = report;
  const fromHere = (path: string): string => relative('', path) || '.';
  return [
    '',
    outcomeTable(results, stream),
    '',
    `${results.length} invoices: ${outcomeCounts(results)}`,
    `Ledger: ${formatMoney(ledgerEurCents, 'EUR')} in ${fromHere(ledgerFile)}`,
    `Runs:   ${fromHere(runsDir)}`,
    '',
    'Worth trying next:',
    ...commands.worthTrying(results).map((command) => `  ${styleText('bold', command, { stream })}`),
    '',
  ].join('\n');
}

/** The same for a program, as one JSON document. */
export function jsonReport({ results, ledgerFile, ledgerEurCents, runsDir }: BatchReport): string {
  const document = {
    runs_dir: runsDir,
    ledger: { file: ledgerFile, total_eur_cents: ledgerEurCents },
    invoices: results.map(({ file, runId, outcome, summary, postedEurCents, retries }) => ({
      file,
      run_id: runId,
      outcome,
      summary,
      posted_eur_cents: postedEurCents ?? null,
      retries,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
