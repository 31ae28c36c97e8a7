import { basename } from 'node:path';
import { withRun } from '@runlight/sdk';
import type { GateDecision, Run } from '@runlight/sdk';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import type { Progress } from '../batch/progress.ts';
import { businessEventId } from '../invoice/business-event.ts';
import type { Invoice } from '../invoice/invoice.ts';
import { formatMoney } from '../invoice/money.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RunlightCommands } from '../terminal/runlight-commands.ts';
import { needsApproval } from './approval.ts';
import type { ApprovalRule } from './approval.ts';
import { businessEventOf } from './intake.ts';
import { approve, convertCurrency, extractFields, postToLedger, read, validate } from './invoice-steps.ts';
import type { EuroTotal } from './invoice-steps.ts';

export interface BatchContext {
  ledger: Ledger;
  rateServiceUrl: string;
  /** Decides in place of a person; without one a person is waited for. */
  approvalRule: ApprovalRule | undefined;
  progress: Progress;
  commands: RunlightCommands;
  /** Cancels the runs. */
  signal: AbortSignal;
}

export const workflowName = 'invoice_processing';

/** What a run comes to when it ends without an error. */
type Conclusion = Pick<InvoiceResult, 'outcome' | 'summary' | 'postedEurCents'>;

/** Processes one file as one run. Never rejects: what went wrong is in the run and in the result. */
export async function processInvoice(path: string, context: BatchContext): Promise<InvoiceResult> {
  const file = basename(path);
  const account = { file, runId: '', retries: 0 };
  try {
    const options = {
      workflow: workflowName,
      version: '1.0.0',
      businessEventId: await businessEventOf(path),
      tags: ['invoice'],
      inputs: { file },
      signal: context.signal,
    };
    const conclusion = await withRun(options, (run) => {
      account.runId = run.id;
      return executeInvoice(run, path, context, () => (account.retries += 1));
    });
    return { ...account, ...conclusion };
  } catch (error) {
    const isCancelled = error instanceof Error && error.name === 'AbortError';
    const summary = error instanceof Error ? error.message : String(error);
    return { ...account, outcome: isCancelled ? 'cancelled' : 'failed', summary };
  }
}

/** The run itself: from the file to the ledger, or to the reason why not. */
export async function executeInvoice(
  run: Run,
  path: string,
  context: BatchContext,
  onRetry: () => void,
): Promise<Conclusion> {
  const file = basename(path);
  const { progress } = context;

  progress.step(file, 'read');
  const document = await read(path);
  run.tag(document.format);

  progress.step(file, 'extract_fields');
  const invoice = extractFields(document);
  const { number, supplier, currency, gross } = invoice;
  run.outputs({ number, supplier, total: formatMoney(gross, currency), posted: false });

  progress.step(file, 'validate');
  const validation = validate(invoice);
  if (!validation.passed) return setAside(run, validation.reasons.join('; '));

  progress.step(file, 'convert_currency');
  const total = await inEuros(run, invoice, context, onRetry);

  const decision = await askForApproval(run, file, invoice, total, context);
  if (decision?.approved === false) return setAside(run, refusal(decision));

  progress.step(file, 'post_to_ledger');
  const conclusion = post(run, file, invoice, total, context.ledger);
  if (decision === undefined) return conclusion;
  return { ...conclusion, summary: `approved by ${deciderOf(decision)}, ${conclusion.summary}` };
}

/** The run did what it could; the rest is for a person to sort out with the supplier. */
function setAside(run: Run, reason: string): Conclusion {
  const summary = `set aside: ${reason}`;
  run.incomplete(summary);
  return { outcome: 'incomplete', summary };
}

function inEuros(
  run: Run,
  invoice: Invoice,
  { rateServiceUrl }: BatchContext,
  onRetry: () => void,
): EuroTotal | Promise<EuroTotal> {
  if (invoice.currency !== 'EUR') return convertCurrency(invoice, rateServiceUrl, onRetry);
  run.skip('convert_currency', 'the invoice is in euros');
  return { rate: '1', cents: invoice.gross };
}

/** The decision about a total over the limit; undefined where none is needed. */
async function askForApproval(
  run: Run,
  file: string,
  invoice: Invoice,
  total: EuroTotal,
  { approvalRule, progress, commands }: BatchContext,
): Promise<GateDecision | undefined> {
  if (!needsApproval(invoice, total.cents)) {
    run.skip('approve', 'the total is within the limit');
    return undefined;
  }
  progress.step(file, 'approve');
  if (approvalRule === undefined) {
    progress.decisionWanted({
      file,
      reason: `${formatMoney(total.cents, 'EUR')} to be approved`,
      approveCommand: commands.command('approve', run.id),
      rejectCommand: commands.command('reject', run.id),
    });
  }
  return approve(run, total.cents, approvalRule);
}

function refusal(decision: GateDecision): string {
  const note = decision.note === undefined ? '' : ` (${decision.note})`;
  return `not approved by ${deciderOf(decision)}${note}`;
}

const deciderOf = ({ actor }: GateDecision): string => actor ?? 'somebody';

function post(run: Run, file: string, invoice: Invoice, total: EuroTotal, ledger: Ledger): Conclusion {
  const sign = invoice.creditNote ? -1 : 1;
  const { supplier, number, issueDate, currency, gross } = invoice;
  const grossEurCents = sign * total.cents;
  const posting = postToLedger(ledger, {
    businessEventId: businessEventId(invoice),
    runId: run.id,
    file,
    supplier,
    number,
    issueDate,
    currency,
    gross: sign * gross,
    rate: total.rate,
    grossEurCents,
  });
  const outputs = { number, supplier, total: formatMoney(gross, currency) };
  if (posting.status === 'duplicate') {
    const summary = `duplicate of ${posting.of.number}, which was posted from ${posting.of.file}`;
    run.tag('duplicate');
    run.annotate(summary, { actor: 'ledger' });
    run.outputs({ ...outputs, posted: false, duplicate_of_run: posting.of.runId });
    return { outcome: 'succeeded', summary };
  }
  run.outputs({ ...outputs, posted: true, total_eur: formatMoney(grossEurCents, 'EUR') });
  const what = invoice.creditNote ? 'credit note posted' : 'posted';
  const conversion = currency === 'EUR' ? '' : `: ${formatMoney(gross, currency)} at ${total.rate}`;
  return { outcome: 'succeeded', summary: `${what}${conversion}`, postedEurCents: grossEurCents };
}
