import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listInvoiceFiles } from './invoice-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'invoice-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('lists files by name, without hidden ones and folders', async () => {
  for (const name of ['b.txt', 'a.csv', '.DS_Store']) await writeFile(join(folder, name), 'x');
  await mkdir(join(folder, 'archive'));
  expect(await listInvoiceFiles(folder)).toEqual([join(folder, 'a.csv'), join(folder, 'b.txt')]);
});

test('says that a folder is not there, or is no folder', async () => {
  const missing = join(folder, 'gone');
  await expect(listInvoiceFiles(missing)).rejects.toMatchObject({
    code: 'folder_not_found',
    message: `${missing} is not a folder that can be read`,
  });
  await writeFile(missing, 'x');
  await expect(listInvoiceFiles(missing)).rejects.toMatchObject({ code: 'folder_not_found' });
});

test('says that there is nothing in it', async () => {
  await expect(listInvoiceFiles(folder)).rejects.toMatchObject({ code: 'folder_empty' });
});
