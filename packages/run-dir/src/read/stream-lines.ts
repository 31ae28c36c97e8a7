import { closeSync, readSync } from 'node:fs';

import { openForReading } from '../plain-files.ts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 256 * 1024;

export interface StreamLine {
  readonly text: string;
  /** Counts from 1 at where the reading began, empty lines included. */
  readonly number: number;
  /** Byte offsets of the line's first byte and of the byte after its newline. */
  readonly start: number;
  readonly end: number;
  /** False for a last line without a newline: torn, or still being written. */
  readonly complete: boolean;
}

/**
 * The lines of a file from a byte offset on, as far as it goes when it is read. Empty lines are left out. Nothing if
 * there is no such file.
 *
 * Holds one chunk and the current line, whatever the size of the file. Throws `unsafe_path`.
 */
export function* readLines(path: string, from = 0): Generator<StreamLine, void, undefined> {
  const fd = openForReading(path);
  if (fd === undefined) return;
  try {
    yield* linesOf(fd, from);
  } finally {
    closeSync(fd);
  }
}

function* linesOf(fd: number, from: number): Generator<StreamLine, void, undefined> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let carried: Buffer[] = [];
  let number = 1;
  let start = from; // of the line that is being collected
  for (let position = from; ;) {
    const length = readSync(fd, chunk, 0, CHUNK_BYTES, position);
    if (length === 0) break;
    let begin = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1 && at < length; at = chunk.indexOf(NEWLINE, begin)) {
      const end = position + at + 1;
      const text =
        carried.length === 0 ? chunk.toString('utf8', begin, at) : joined(carried, chunk.subarray(begin, at));
      if (text !== '') yield { text, number, start, end, complete: true };
      number += 1;
      carried = [];
      begin = at + 1;
      start = end;
    }
    if (begin < length) carried.push(Buffer.from(chunk.subarray(begin, length))); // the chunk is used again
    position += length;
  }
  if (carried.length === 0) return;
  const text = joined(carried);
  yield { text, number, start, end: start + Buffer.concat(carried).length, complete: false };
}

function joined(carried: readonly Buffer[], last?: Buffer): string {
  return Buffer.concat(last === undefined ? carried : [...carried, last]).toString('utf8');
}
