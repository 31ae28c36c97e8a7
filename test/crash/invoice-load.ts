// A process under load, made to be killed: the invoice batch over and over, eight invoices at a time, and beside it a
// run that stays open and writes lines longer than a page of memory, so that a kill can land inside of a write.
import { join } from 'node:path';

import { startRunlight } from '@runlight/node';
import { withRun, withStep } from '@runlight/sdk';

import { listInvoiceFiles } from '../../packages/example-invoices/src/batch/invoice-files.ts';
import { processFiles } from '../../packages/example-invoices/src/batch/process-files.ts';
import { Ledger } from '../../packages/example-invoices/src/ledger/ledger.ts';
import { seededFaults } from '../../packages/example-invoices/src/rates/rate-faults.ts';
import { startRateService } from '../../packages/example-invoices/src/rates/rate-service.ts';
import { RunlightCommands } from '../../packages/example-invoices/src/terminal/runlight-commands.ts';
import { invoicesFolder } from '../../packages/example-invoices/src/testing/expected-invoices.ts';
import { autoApproveBelow50000 } from '../../packages/example-invoices/src/workflow/approval.ts';
import { AccountKeeper } from './account.ts';

const [directory = '.'] = process.argv.slice(2);
const runsDirectory = join(directory, 'runs');
const account = new AccountKeeper(join(directory, 'account.ndjson'));
startRunlight({
  runsDirectory,
  otlpEndpoint: false,
  spanProcessors: [account],
  logRecordProcessors: [account], // after the run directory's: what stands here must stand there
});

const nothing = (): void => undefined;
const ledger = Ledger.open(join(directory, 'ledger.sqlite'));
const rateService = await startRateService(seededFaults(7));
const files = await listInvoiceFiles(invoicesFolder);
const batch = {
  ledger,
  rateServiceUrl: rateService.url,
  approvalRule: autoApproveBelow50000,
  progress: { step: nothing, decisionWanted: nothing, ended: nothing, close: nothing },
  commands: new RunlightCommands(runsDirectory, runsDirectory),
  signal: new AbortController().signal,
};

const work = [closeBooks(), processInvoices()];
process.stdout.write('working\n');
await Promise.all(work);

async function processInvoices(): Promise<void> {
  for (;;) {
    ledger.clear();
    await processFiles(files, 8, batch);
  }
}

/** One long run: two steps at a time, one of which fails now and then, waits, and large outputs. */
async function closeBooks(): Promise<void> {
  const statement = Array.from({ length: 120 }, (_, line) => `account ${line}: balanced to the cent`);
  await withRun({ workflow: 'close_books', inputs: { statement } }, async (run) => {
    for (let day = 1; ; day += 1) {
      await Promise.allSettled([
        withStep({ name: 'reconcile', key: `${day}`, type: 'tool' }, async (step) => {
          await fetch(`${rateService.url}/rates/USD`);
          step.io({ output: { statement } });
          step.artifact('statement', statement.join('\n'));
        }),
        withStep('notify', async (step) => {
          await run.wait({ kind: 'external', reason: 'the bank' }, () =>
            fetch(`${rateService.url}/rates/CHF`),
          );
          step.usage({ tokens: day });
          if (day % 3 === 0) throw new Error(`nobody answered on day ${day}`);
        }),
      ]);
    }
  });
}
