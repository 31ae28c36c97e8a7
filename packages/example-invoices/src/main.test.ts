import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Ledger } from './ledger/ledger.ts';
import { expectedInvoices, invoicesFolder } from './testing/expected-invoices.ts';
import { startMain } from './testing/run-main.ts';
import type { MainResult } from './testing/run-main.ts';

const Report = z.object({
  runs_dir: z.string(),
  ledger: z.object({ file: z.string(), total_eur_cents: z.number() }),
  invoices: z.array(
    z.object({
      file: z.string(),
      run_id: z.string(),
      outcome: z.string(),
      summary: z.string(),
      posted_eur_cents: z.number().nullable(),
      retries: z.number(),
    }),
  ),
});
type Report = z.infer<typeof Report>;

/** The fields of an event that these tests look at. */
const Line = z.looseObject({
  event: z.string(),
  step_name: z.string().optional(),
  outcome: z.string().optional(),
  error: z.object({ category: z.string(), message: z.string() }).optional(),
});
type Line = z.infer<typeof Line>;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'example-invoices-'));
});
afterAll(() => rm(folder, { recursive: true }));

function reportOf({ exitCode, stdout, stderr }: MainResult): Report {
  if (exitCode !== 0) throw new Error(`exited with ${exitCode}:\n${stderr}`);
  return Report.parse(JSON.parse(stdout));
}

async function readEvents(runsDir: string, runId: string): Promise<Line[]> {
  const text = await readFile(join(runsDir, runId, 'events.ndjson'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
}

const eventsOf = (events: readonly Line[], name: string): Line[] =>
  events.filter(({ event }) => event === name);

describe('the batch that never waits for a person', () => {
  let result: MainResult;
  let report: Report;
  let events: Map<string, Line[]>;
  beforeAll(async () => {
    const cwd = join(folder, 'once');
    await mkdir(cwd);
    result = await startMain(['--once', '--json'], cwd).result;
    report = reportOf(result);
    events = new Map();
    for (const { file, run_id } of report.invoices)
      events.set(file, await readEvents(report.runs_dir, run_id));
  });

  test('exits 0 although some invoices fail', () => {
    expect(result.exitCode).toBe(0);
  });

  test('makes a run directory below the working directory for each file', async () => {
    expect(report.runs_dir).toBe(join(folder, 'once', 'runs'));
    const ids = report.invoices.map(({ run_id }) => run_id);
    expect((await readdir(report.runs_dir)).filter((name) => name.startsWith('run_')).toSorted()).toEqual(
      ids.toSorted(),
    );
    expect(report.invoices.map(({ file }) => file).toSorted()).toEqual(
      Object.keys(expectedInvoices).toSorted(),
    );
  });

  test.each(Object.entries(expectedInvoices))('%s ends as it should', (file, expected) => {
    const invoice = report.invoices.find((candidate) => candidate.file === file);
    expect(invoice).toMatchObject({
      outcome: expected.outcome,
      summary: expect.stringContaining(expected.reason ?? ''),
      posted_eur_cents: expected.postedEurCents,
    });

    const lines = events.get(file) ?? [];
    expect(lines.at(-1)).toMatchObject({ event: 'workflow.run.completed', outcome: expected.outcome });
    const end = lines.find(({ event }) => event === `workflow.run.${expected.outcome}`);
    expect(end?.error?.category).toBe(expected.category);
    const [gate] = eventsOf(lines, 'workflow.gate.resolved');
    expect(gate?.['gate_outcome']).toBe(expected.gate);
  });

  test('posts each business event once, credit notes as negative amounts', () => {
    using ledger = Ledger.open(report.ledger.file);
    const posted = Object.fromEntries(ledger.entries().map((entry) => [entry.file, entry.grossEurCents]));
    const expected = Object.entries(expectedInvoices).filter(
      ([, { postedEurCents }]) => postedEurCents !== null,
    );
    expect(posted).toEqual(
      Object.fromEntries(expected.map(([file, { postedEurCents }]) => [file, postedEurCents])),
    );
    expect(report.ledger.total_eur_cents).toBe(ledger.totalEurCents());
  });

  test('names the rule that decided as the actor', () => {
    for (const file of ['in_1SQ8mKmeridian.json', 'peppol_BIS3_2026-00931.xml']) {
      expect(eventsOf(events.get(file) ?? [], 'workflow.gate.resolved')).toEqual([
        expect.objectContaining({ actor: 'rule:auto_approve_below_50000' }),
      ]);
    }
  });

  test('tells of every retry, with what failed and how long it pauses', () => {
    for (const { file, retries } of report.invoices) {
      const told = eventsOf(events.get(file) ?? [], 'workflow.step.retrying');
      expect(told).toHaveLength(retries);
      for (const line of told) {
        expect(line).toMatchObject({
          step_name: 'convert_currency',
          error: { category: 'external_api' },
          delay_ms: expect.any(Number),
        });
      }
    }
    expect(report.invoices.find(({ file }) => file.startsWith('szamla'))?.retries).toBe(3);
    expect(
      report.invoices.filter(({ outcome, retries }) => outcome === 'succeeded' && retries > 0),
    ).not.toEqual([]);
  });

  test('gives both runs of a duplicate the same business event', () => {
    const startOf = (file: string): Line | undefined => events.get(file)?.[0];
    const first = startOf('Rechnung_RE-2026-0412_Nordwind.txt');
    const second = startOf('portal_nordwind_20261014.csv');
    expect(first?.['business_event_id']).toBe('erp:invoice#nordwind-logistik-gmbh:RE-2026-0412');
    expect(second?.['business_event_id']).toBe(first?.['business_event_id']);
  });

  test('keeps the document and what was found in it as artifacts', async () => {
    const file = 'RG104882.TXT';
    const runId = report.invoices.find((invoice) => invoice.file === file)?.run_id ?? '';
    const artifacts = join(report.runs_dir, runId, 'artifacts');
    expect(await readFile(join(artifacts, 'read', file))).toEqual(await readFile(join(invoicesFolder, file)));
    const invoice: unknown = JSON.parse(
      await readFile(join(artifacts, 'extract_fields', 'invoice.json'), 'utf8'),
    );
    expect(invoice).toMatchObject({ number: '104882', gross: 88_803 });
  });
});

test('prints a table and the three commands worth trying next', async () => {
  const cwd = join(folder, 'table');
  await mkdir(cwd);
  const { exitCode, stdout } = await startMain(['--once', '--runs', 'my-runs'], cwd).result;
  expect(exitCode).toBe(0);
  expect(stdout).toContain('37 invoices: 24 succeeded, 4 incomplete, 9 failed');
  expect(stdout).toContain('Ledger: 74,816.65 EUR in invoice-ledger.sqlite');
  const show = /npx runlight show (run_\w+) --runs (\S+)/.exec(stdout);
  expect(show?.[2]).toBe(join(cwd, 'my-runs'));
  const events = await readEvents(join(cwd, 'my-runs'), show?.[1] ?? '');
  expect(eventsOf(events, 'workflow.run.failed')).toHaveLength(1);
});

test('with the ledger kept, a second batch finds nothing but duplicates to post', async () => {
  const cwd = join(folder, 'twice');
  const inbox = join(cwd, 'inbox');
  await mkdir(inbox, { recursive: true });
  await cp(join(invoicesFolder, 'RG104882.TXT'), join(inbox, 'RG104882.TXT'));
  const args = ['--once', '--json', '--folder', 'inbox', '--keep-ledger'];
  const summaries: string[] = [];
  for (let batch = 1; batch <= 2; batch += 1) {
    summaries.push(...reportOf(await startMain(args, cwd).result).invoices.map(({ summary }) => summary));
  }
  expect(summaries).toEqual(['posted', 'duplicate of 104882, which was posted from RG104882.TXT']);
});

describe('the command line', () => {
  test('explains itself', async () => {
    const { exitCode, stdout } = await startMain(['--help'], folder).result;
    expect(exitCode).toBe(0);
    for (const option of ['--once', '--folder DIR', '--runs DIR', '--concurrency N', '--json']) {
      expect(stdout).toContain(option);
    }
  });

  test.each([
    [['--folder', 'nowhere'], /^\/.*\/nowhere is not a folder that can be read\.\n$/],
    [['--concurrency', 'x'], /^--concurrency wants a whole number from 1, not "x"\. Try --help\.\n$/],
    [['--twice'], /^Unknown option '--twice'\. Try --help\.\n$/],
  ])('%j is refused with one sentence and nothing is left behind', async (args, message) => {
    const cwd = await mkdtemp(join(folder, 'refused-'));
    const { exitCode, stdout, stderr } = await startMain(args, cwd).result;
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(await readdir(cwd)).toEqual([]);
  });
});
