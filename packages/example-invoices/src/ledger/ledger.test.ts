import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';

const entry: LedgerEntry = {
  businessEventId: 'erp:invoice#nordwind-logistik-gmbh:RE-2026-0412',
  runId: 'run_01',
  file: 'Rechnung_RE-2026-0412_Nordwind.txt',
  supplier: 'Nordwind Logistik GmbH',
  number: 'RE-2026-0412',
  issueDate: '2026-10-12',
  currency: 'EUR',
  gross: 195_142,
  rate: '1',
  grossEurCents: 195_142,
};

let folder: string;
let path: string;
let ledger: Ledger;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  path = join(folder, 'ledger.sqlite');
  ledger = Ledger.open(path);
});
afterEach(async () => {
  ledger[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

test('what was posted is in the file', () => {
  expect(ledger.post(entry)).toEqual({ status: 'posted' });
  using reopened = Ledger.open(path);
  expect(reopened.entries()).toEqual([entry]);
});

test('a business event is posted once; a second posting is told of the first', () => {
  ledger.post(entry);
  const again = { ...entry, runId: 'run_02', file: 'portal_nordwind_20261014.csv' };
  expect(ledger.post(again)).toEqual({ status: 'duplicate', of: entry });
  expect(ledger.entries()).toEqual([entry]);
});

test('two connections posting the same event leave one entry', () => {
  using other = Ledger.open(path);
  expect(other.post(entry).status).toBe('posted');
  expect(ledger.post({ ...entry, runId: 'run_02' }).status).toBe('duplicate');
  expect(ledger.entries()).toHaveLength(1);
});

test('a run that repeats its own posting is none the wiser', () => {
  ledger.post(entry);
  expect(ledger.post(entry)).toEqual({ status: 'posted' });
  expect(ledger.entries()).toHaveLength(1);
});

test('the same number over another amount is a conflict, not a duplicate', () => {
  ledger.post(entry);
  expect(() => ledger.post({ ...entry, runId: 'run_02', gross: 1, grossEurCents: 1 })).toThrow(
    expect.objectContaining({
      code: 'ledger_conflict',
      message: `${entry.businessEventId} is in the ledger with another amount, from ${entry.file}`,
    }),
  );
  expect(ledger.entries()).toEqual([entry]);
});

test('a credit note takes away from the total', () => {
  ledger.post(entry);
  ledger.post({ ...entry, businessEventId: 'erp:invoice#x:GS-1', gross: -14_756, grossEurCents: -14_756 });
  expect(ledger.totalEurCents()).toBe(180_386);
});

test('says which ledger can’t be opened, and keeps the cause', async () => {
  const noLedger = join(folder, 'notes.txt');
  await writeFile(noLedger, 'not a database, however long it is read');
  expect(() => Ledger.open(noLedger)).toThrow(
    expect.objectContaining({
      code: 'ledger_unavailable',
      message: `the ledger ${noLedger} can't be opened`,
      cause: expect.objectContaining({ message: 'file is not a database' }),
    }),
  );
});

test('a cleared ledger has no entries', () => {
  ledger.post(entry);
  ledger.clear();
  expect(ledger.entries()).toEqual([]);
});

test('finds nothing for an event that was not posted', () => {
  expect(ledger.find('erp:invoice#x:1')).toBeUndefined();
});
