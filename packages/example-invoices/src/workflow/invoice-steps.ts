import { withStep } from '@runlight/sdk';
import type { GateDecision, Run } from '@runlight/sdk';
import type { Invoice } from '../invoice/invoice.ts';
import { convertMinorUnits, formatMoney } from '../invoice/money.ts';
import type { MinorUnits } from '../invoice/money.ts';
import { validateInvoice } from '../invoice/validate-invoice.ts';
import type { Validation } from '../invoice/validate-invoice.ts';
import type { Ledger, LedgerEntry, Posting } from '../ledger/ledger.ts';
import { fetchRateToEuro } from '../rates/rate-client.ts';
import { extractInvoice } from '../reading/extract-invoice.ts';
import { readDocument } from '../reading/read-document.ts';
import type { SourceDocument } from '../reading/read-document.ts';
import { approvalLimit } from './approval.ts';
import type { ApprovalRule } from './approval.ts';

/** Euros for one unit of an invoice's currency, and its total in cents at that rate. */
export interface EuroTotal {
  rate: string;
  cents: MinorUnits;
}

/** Reads the file and keeps a copy of it with the run. */
export function read(path: string): Promise<SourceDocument> {
  return withStep({ name: 'read', type: 'io' }, async (step) => {
    step.artifact('source_document', { file: path }, { required: true });
    const document = await readDocument(path, step.signal);
    const { format, encoding, sizeBytes } = document;
    step.io({ output: { format, encoding, size_bytes: sizeBytes } });
    return document;
  });
}

export function extractFields(document: SourceDocument): Invoice {
  const details = { tool: `${document.format} parser` };
  return withStep({ name: 'extract_fields', type: 'tool', details }, (step) => {
    const invoice = extractInvoice(document);
    step.artifact('extracted_invoice', JSON.stringify(invoice, null, 2), { name: 'invoice.json' });
    step.io({ output: { number: invoice.number, supplier: invoice.supplier, lines: invoice.lines.length } });
    return invoice;
  });
}

export function validate(invoice: Invoice): Validation {
  return withStep({ name: 'validate', type: 'decision' }, (step) => {
    const validation = validateInvoice(invoice);
    step.validation(validation);
    step.decision(validation.passed ? 'success' : 'needs_human');
    step.artifact('validation_report', JSON.stringify(validation, null, 2), {
      name: 'validation_report.json',
      important: !validation.passed,
    });
    return validation;
  });
}

/** Asks the rate service, again and again if need be; `onRetry` is told of each time. */
export function convertCurrency(
  invoice: Invoice,
  serviceUrl: string,
  onRetry: () => void,
): Promise<EuroTotal> {
  const details = { endpoint: `GET /rates/${invoice.currency}` };
  return withStep({ name: 'convert_currency', type: 'io', details }, async (step) => {
    const rate = await fetchRateToEuro(invoice.currency, {
      serviceUrl,
      date: invoice.issueDate,
      signal: step.signal,
      onRetry(error, delayMs) {
        step.retrying(error, { delayMs });
        onRetry();
      },
    });
    const cents = convertMinorUnits(invoice.gross, invoice.currency, 'EUR', rate);
    step.io({ output: { rate, total: formatMoney(cents, 'EUR') } });
    return { rate, cents };
  });
}

/** Waits until a person has decided, or lets the rule decide where there is one. */
export function approve(run: Run, total: MinorUnits, rule: ApprovalRule | undefined): Promise<GateDecision> {
  const reason = `${formatMoney(total, 'EUR')} is over ${formatMoney(approvalLimit, 'EUR')}`;
  return run.decision('approve', {
    kind: rule === undefined ? 'human' : 'policy',
    reason,
    decide: () => rule?.(total),
  });
}

export function postToLedger(ledger: Ledger, entry: LedgerEntry): Posting {
  return withStep({ name: 'post_to_ledger', type: 'io' }, (step) => {
    const posting = ledger.post(entry);
    step.io({ input: { event: entry.businessEventId, cents: entry.grossEurCents }, output: posting });
    return posting;
  });
}
