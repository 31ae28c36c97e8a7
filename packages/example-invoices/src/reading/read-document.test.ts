import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeText, readDocument } from './read-document.ts';

describe('decodeText', () => {
  test.each([
    ['UTF-8', Buffer.from('Qté', 'utf8'), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFQté', 'utf8'), 'utf-8'],
    ['UTF-16 as Excel saves it', Buffer.from('\uFEFFQté', 'utf16le'), 'utf-16le'],
    ['Windows-1252, which no mark tells', Buffer.from('Qté', 'latin1'), 'windows-1252'],
  ])('%s', (_name, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: 'Qté', encoding });
  });

  test('believes an XML declaration', () => {
    const xml = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-2"?><a>'),
      Buffer.from([0xa3, 0xf3, 0x64, 0xbc]),
      Buffer.from('</a>'),
    ]);
    expect(decodeText(xml)).toMatchObject({
      text: expect.stringContaining('<a>Łódź</a>'),
      encoding: 'iso-8859-2',
    });
  });

  test('survives a declaration that names no encoding', () => {
    expect(decodeText(Buffer.from('<?xml version="1.0" encoding="klingon"?><a/>')).encoding).toBe('utf-8');
  });
});

describe('readDocument', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-document-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('tells the format from the content, whatever the file is called', async () => {
    const path = join(folder, 'invoice.pdf');
    await writeFile(path, 'a;b;c\n1;2;3\n');
    expect(await readDocument(path)).toEqual({
      file: 'invoice.pdf',
      format: 'csv',
      encoding: 'utf-8',
      sizeBytes: 12,
      text: 'a;b;c\n1;2;3\n',
    });
  });

  test('says that a file is empty, blanks included', async () => {
    const path = join(folder, 'invoice.txt');
    await writeFile(path, '\uFEFF \r\n');
    await expect(readDocument(path)).rejects.toThrow('the file is empty');
  });

  test('says which file can’t be read, and keeps the cause', async () => {
    await expect(readDocument(join(folder, 'gone.txt'))).rejects.toMatchObject({
      code: 'unreadable_document',
      message: "gone.txt can't be read",
      cause: { code: 'ENOENT' },
    });
  });

  test('rejects with the very reason of an abort', async () => {
    const path = join(folder, 'invoice.txt');
    await writeFile(path, 'x');
    await expect(readDocument(path, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
