import { closeSync, fstatSync, fdatasyncSync, readSync, statSync, writeSync } from 'node:fs';

import { openForAppend } from '../plain-files.ts';
import { RunDirError } from '../run-dir-error.ts';

const NEWLINE = 0x0a;

/**
 * A stream of lines that several processes append to.
 *
 * Each line is one `write(2)` with O_APPEND, and it is done before `append` returns. A torn last line, left by a crash
 * or a full disk, is closed with a newline by the next one that writes. (While another process is in the middle of a
 * write its line looks torn too; the newline then makes an empty line, which readers skip.)
 */
export class EventStream {
  readonly path: string;
  readonly #mode: number;
  readonly #open: OpenStreams;
  #fd: number | undefined;
  #wasOpened = false;
  #torn = false;

  constructor(path: string, options: { readonly mode: number; readonly open: OpenStreams }) {
    this.path = path;
    this.#mode = options.mode;
    this.#open = options.open;
  }

  /** Returns how many bytes were added. Throws system errors, `unsafe_path` and `short_write`: then it was no line. */
  append(line: string): number {
    const fd = this.#descriptor();
    const text = this.#torn ? `\n${line}\n` : `${line}\n`;
    const bytes = Buffer.byteLength(text);
    const written = writeSync(fd, text);
    this.#torn = written !== bytes;
    if (this.#torn)
      throw new RunDirError('short_write', `${written} of ${bytes} bytes written to ${this.path}`);
    return bytes;
  }

  /** Where the stream ends now. */
  end(): number {
    if (this.#fd !== undefined) return fstatSync(this.#fd).size;
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** True if somebody deleted the file: what is appended then is in no directory. */
  isDeleted(): boolean {
    if (this.#fd !== undefined) return fstatSync(this.#fd).nlink === 0;
    return this.#wasOpened && statSync(this.path, { throwIfNoEntry: false }) === undefined;
  }

  /** Returns when all lines are on the disk. */
  sync(): void {
    fdatasyncSync(this.#descriptor());
  }

  close(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
    this.#open.remove(this);
  }

  #descriptor(): number {
    if (this.#fd !== undefined) return this.#fd;
    const fd = openForAppend(this.path, this.#mode);
    this.#torn = endsTorn(fd);
    this.#fd = fd;
    this.#wasOpened = true;
    this.#open.add(this);
    return fd;
  }
}

/** Keeps the number of open descriptors bounded; a stream that was closed opens again with its next line. */
export class OpenStreams {
  readonly #streams = new Set<EventStream>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(stream: EventStream): void {
    this.#streams.add(stream);
    if (this.#streams.size <= this.#limit) return;
    const [oldest] = this.#streams;
    oldest?.close();
  }

  remove(stream: EventStream): void {
    this.#streams.delete(stream);
  }
}

function endsTorn(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}
