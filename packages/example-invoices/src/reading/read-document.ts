import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ExampleError, MalformedDocumentError } from '../example-error.ts';
import { detectFormat } from './detect-format.ts';
import type { DocumentFormat } from './detect-format.ts';

/** A file as it arrived: its text, and how that text was written. */
export interface SourceDocument {
  /** The file's name, without its folder. */
  file: string;
  format: DocumentFormat;
  /** A WHATWG encoding label, such as `utf-8` or `windows-1252`. */
  encoding: string;
  sizeBytes: number;
  text: string;
}

/**
 * Reads a file whatever its encoding and format.
 *
 * @throws ExampleError `unreadable_document` when the file can't be read, MalformedDocumentError when it is empty
 */
export async function readDocument(path: string, signal?: AbortSignal): Promise<SourceDocument> {
  const file = basename(path);
  const bytes = await readBytes(path, file, signal);
  const { text, encoding } = decodeText(bytes);
  if (text.trim() === '') throw new MalformedDocumentError('the file is empty');
  return { file, format: detectFormat(text), encoding, sizeBytes: bytes.byteLength, text };
}

async function readBytes(path: string, file: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ExampleError('unreadable_document', `${file} can't be read`, { cause: error });
  }
}

/**
 * Decodes by byte order mark, then by what an XML declaration says, then as UTF-8 where the bytes allow it, and as
 * Windows-1252 otherwise: the encoding of most Western exports that are not UTF-8, and one that never fails.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } {
  const encoding = encodingOf(bytes);
  // Strips the byte order mark.
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';

  const declaration = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(declaration)?.[1];
  if (declared !== undefined && isKnownEncoding(declared)) return new TextDecoder(declared).encoding;

  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isKnownEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false; // what the declaration names is no encoding
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // the decoder's way of saying so
  }
}
