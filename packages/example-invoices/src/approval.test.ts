import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Ledger } from './ledger/ledger.ts';
import { invoicesFolder } from './testing/expected-invoices.ts';
import { startMain, startScript } from './testing/run-main.ts';
import type { RunningMain } from './testing/run-main.ts';

const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

let folder: string;
let batch: RunningMain;
/** The command that the batch prints for a decision, without `npx runlight`. */
let approve: string[];
let reject: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'approval-'));
  const invoice = 'peppol_BIS3_2026-00931.xml';
  await copyFile(join(invoicesFolder, invoice), join(folder, invoice));
  batch = startMain(['--folder', folder, '--runs', join(folder, 'runs')], folder);
  const [, approveCommand = ''] = await batch.printed(/npx runlight (approve .*)\n/);
  const [, rejectCommand = ''] = await batch.printed(/npx runlight (reject .*)\n/);
  approve = approveCommand.split(' ');
  reject = rejectCommand.split(' ');
});
afterEach(async () => {
  batch.child.kill('SIGKILL');
  await batch.result;
  await rm(folder, { recursive: true });
});

const decide = (command: string[]) => startScript(cli, command, folder).result;

async function readStream(): Promise<string> {
  return await readFile(join(folder, 'runs', approve[1] ?? '', 'events.ndjson'), 'utf8');
}

test('a large total is posted once a person approves it from another terminal', async () => {
  expect(await decide(approve)).toMatchObject({ exitCode: 0 });
  expect(await batch.result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 succeeded') });
  using ledger = Ledger.open(join(folder, 'invoice-ledger.sqlite'));
  expect(ledger.entries()).toEqual([
    expect.objectContaining({ number: '2026/00931', grossEurCents: 6_404_530 }),
  ]);
});

test('a rejected total is set aside, with who rejected it and why', async () => {
  await decide([...reject, '--actor', 'head-of-purchasing', '--note', 'not ordered']);
  expect(await batch.result).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('set aside: not approved by head-of-purchasing (not ordered)'),
  });
  using ledger = Ledger.open(join(folder, 'invoice-ledger.sqlite'));
  expect(ledger.entries()).toEqual([]);
});

test('the run can be cancelled while it waits', async () => {
  await decide(['cancel', ...approve.slice(1)]);
  expect(await batch.result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 cancelled') });
  expect(await readStream()).toContain('"workflow.run.cancelled"');
});

test('Ctrl-C cancels what waits, and still ends with the table', async () => {
  batch.child.kill('SIGINT');
  expect(await batch.result).toMatchObject({ exitCode: 130, stdout: expect.stringContaining('1 cancelled') });
  expect((await readStream()).trimEnd().split('\n').at(-1)).toContain('"workflow.run.completed"');
});
