import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExampleError } from '../example-error.ts';

/**
 * The paths of the files in the folder, by name; hidden files and subfolders are not invoices.
 *
 * @throws ExampleError `folder_not_found` when there is no such folder, `folder_empty` when no file is in it
 */
export async function listInvoiceFiles(folder: string): Promise<string[]> {
  const entries = await readFolder(folder);
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .toSorted();
  if (files.length === 0) throw new ExampleError('folder_empty', `there are no files in ${folder}`);
  return files;
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new ExampleError('folder_not_found', `${folder} is not a folder that can be read`, {
      cause: error,
    });
  }
}
