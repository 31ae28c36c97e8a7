import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { startRunlight } from '@runlight/node';
import type { RunningServer } from '@runlight/server';
import { Ledger } from '../ledger/ledger.ts';
import { seededFaults } from '../rates/rate-faults.ts';
import { startRateService } from '../rates/rate-service.ts';
import { lineProgress } from '../terminal/line-progress.ts';
import { liveProgress } from '../terminal/live-progress.ts';
import type { BatchOptions } from '../terminal/options.ts';
import { jsonReport, textReport } from '../terminal/report.ts';
import { RunlightCommands } from '../terminal/runlight-commands.ts';
import { autoApproveBelow50000 } from '../workflow/approval.ts';
import { serveInvoices } from '../workflow/serve-invoices.ts';
import { listInvoiceFiles } from './invoice-files.ts';
import { processFiles } from './process-files.ts';
import type { Progress } from './progress.ts';

/** With this seed some rates come at once, some after one or two failures, one of them a silence. */
const faultSeed = 7;

/** What a shell says of a program that SIGINT has ended. */
const interruptedExitCode = 130;

/**
 * Runs the whole batch, from the folder to the table of outcomes. That invoices fail is no failure of the batch.
 *
 * @throws ExampleError when the folder has no files to process, or the ledger can't be opened
 */
export async function runBatch(options: BatchOptions): Promise<void> {
  const files = await listInvoiceFiles(options.folder);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted at the terminal')));

  const ledgerFile = join(dirname(options.runsDir), 'invoice-ledger.sqlite');
  using ledger = Ledger.open(ledgerFile);
  if (!options.keepLedger) ledger.clear();
  await using rateService = await startRateService(seededFaults(faultSeed));
  const page = options.page && (await openPage(options.runsDir));
  const runlight = startRunlight({
    runsDirectory: options.runsDir,
    serviceName: 'example-invoices',
    ...(page && { serverUrl: page.url, ...(!isDeliveredElsewhere() && { otlpEndpoint: page.url }) }),
  });
  const progress = progressFor(options, files.length, page);
  const commands = new RunlightCommands(options.runsDir, options.usualRunsDir);

  const context = {
    ledger,
    rateServiceUrl: rateService.url,
    approvalRule: options.once ? autoApproveBelow50000 : undefined,
    progress,
    commands,
    signal: interrupt.signal,
  };
  const worker = page && serveInvoices(options.folder, page.url, context);
  const results = await processFiles(files, options.concurrency, context);
  progress.close();

  const report = { results, ledgerFile, ledgerEurCents: ledger.totalEurCents(), runsDir: options.runsDir };
  process.stdout.write(options.json ? jsonReport(report) : textReport(report, commands, process.stdout));
  if (interrupt.signal.aborted) process.exitCode = interruptedExitCode;
  else if (page) await serveUntil(interrupt.signal, page);
  await worker?.stop({ graceMs: 0 });
  await runlight.shutdown();
  await page?.close();
}

async function serveUntil(signal: AbortSignal, { url }: RunningServer): Promise<void> {
  process.stdout.write(`\nThe runs stay on the page, ${url}, until Ctrl-C.\n`);
  await once(signal, 'abort');
}

/** Opens it before the first run begins, and says where it is. */
async function openPage(runsDir: string): Promise<RunningServer> {
  const { startRunsPage } = await import('../page/runs-page.ts');
  const page = await startRunsPage(runsDir);
  process.stdout.write(`The runs appear on ${page.url}\n\n`);
  return page;
}

/** Whoever names an endpoint gets the telemetry there. */
function isDeliveredElsewhere(): boolean {
  return Object.keys(process.env).some((name) => /^OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT$/.test(name));
}

function progressFor(options: BatchOptions, total: number, page: RunningServer | undefined): Progress {
  const whereToDecide = `${page ? `on ${page.url}, or ` : ''}from another terminal`;
  if (options.json) return lineProgress(process.stderr, whereToDecide);
  return process.stdout.isTTY
    ? liveProgress(process.stdout, total, whereToDecide)
    : lineProgress(process.stdout, whereToDecide);
}
