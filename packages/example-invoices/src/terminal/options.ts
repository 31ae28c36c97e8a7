import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ExampleError } from '../example-error.ts';

export interface BatchOptions {
  /** Whose files are processed; absolute. */
  folder: string;
  /** The directory of run directories; absolute. */
  runsDir: string;
  /** The directory that `runlight` looks in when it is not told of one; absolute. */
  usualRunsDir: string;
  /** How many invoices are processed at the same time. */
  concurrency: number;
  /** Whether a rule decides in place of a person. */
  once: boolean;
  /** Whether the ledger of the batch before is continued. */
  keepLedger: boolean;
  json: boolean;
  /** Whether a page shows the runs until it is interrupted. */
  page?: true;
}

const invoicesFolder = fileURLToPath(new URL('../../invoices', import.meta.url));

export const usage = `Usage: npm start -- [options]

Processes a folder of invoices, one run per invoice: reads each file, extracts its fields, validates them, converts
the total to euros, asks a person to approve totals over 10,000 EUR, and posts to a ledger.

Options:
  --once             never wait for a person: a rule approves totals up to 50,000 EUR and rejects the others
  --folder DIR       the folder of invoices (default: the ones that come with the example)
  --runs DIR         where the run directories go (default: $RUNLIGHT_RUNS_DIR, else ./runs); the ledger and the
                     page's database are made beside it
  --concurrency N    invoices at the same time (default: 4)
  --keep-ledger      continue the ledger of the batch before, so that its invoices are duplicates now
  --page             show the runs on a page while they run, and until Ctrl-C; npm start asks for it. Not with --once
                     and --json
  --json             print the outcomes as one JSON document, nothing else
  --help             print this`;

/**
 * The options of a command line, or `help` when that is asked for.
 *
 * @throws ExampleError `bad_usage` naming the option that isn't right
 */
export function parseOptions(
  args: readonly string[],
  workingDirectory: string,
  env: NodeJS.ProcessEnv,
): BatchOptions | 'help' {
  const values = parseValues(args);
  if (values.help === true) return 'help';
  const concurrency = Number(values.concurrency ?? 4);
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ExampleError(
      'bad_usage',
      `--concurrency wants a whole number from 1, not "${values.concurrency}"`,
    );
  }
  const usualRunsDir = resolve(workingDirectory, env['RUNLIGHT_RUNS_DIR'] ?? 'runs');
  return {
    folder: values.folder === undefined ? invoicesFolder : resolve(workingDirectory, values.folder),
    runsDir: resolve(workingDirectory, values.runs ?? usualRunsDir),
    usualRunsDir,
    concurrency,
    once: values.once ?? false,
    keepLedger: values['keep-ledger'] ?? false,
    json: values.json ?? false,
    // A program that reads the outcomes, or wants it over, does not look at a page.
    ...(values.page === true && values.once !== true && values.json !== true && { page: true }),
  };
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        folder: { type: 'string' },
        runs: { type: 'string' },
        concurrency: { type: 'string' },
        'keep-ledger': { type: 'boolean' },
        json: { type: 'boolean' },
        page: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('. '); // the rest is advice on `--`
    throw new ExampleError('bad_usage', `${message}`, { cause: error });
  }
}
