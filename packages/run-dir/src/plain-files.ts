import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

import { RunDirError, systemCodeOf } from './run-dir-error.ts';

/** Plain files and directories only: a link, a pipe or a device in a file's place is refused, never followed. */
const NO_FOLLOW = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0); // Windows has neither
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY } = constants;
/** As a number `readFileSync` takes them without a descriptor of ours: one call into the system binding. */
const READ_FLAGS = (O_RDONLY | NO_FOLLOW) as unknown as string;

/** Makes a directory if it is not there. Throws `unsafe_path` for anything else in its place. */
export function ensureDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
    if (!isDirectory(path))
      throw new RunDirError('unsafe_path', `Not a directory: ${path}`, { cause: error });
  }
}

/** True for a directory that is no link. */
export function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Opens a stream of lines for appending, and for reading what others appended. Throws `unsafe_path`. */
export function openForAppend(path: string, mode: number): number {
  return openPlain(path, O_RDWR | O_APPEND | O_CREAT, mode);
}

/** Opens a file for reading; undefined if there is none. Throws `unsafe_path`. */
export function openForReading(path: string): number | undefined {
  try {
    return openPlain(path, O_RDONLY);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Reads a text file; undefined if there is none. Throws `unsafe_path` for a link or a directory. */
export function readPlainFile(path: string): string | undefined {
  try {
    return readFileSync(path, { encoding: 'utf8', flag: READ_FLAGS });
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw asUnsafe(path, error);
  }
}

/** Reads and parses a JSON file; undefined if there is none, or if it is not JSON. Throws as {@link readPlainFile} does. */
export function readJsonFile(path: string): unknown {
  const text = readPlainFile(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a file that must not exist yet; leaves nothing behind if that fails. With `sync` it is on the disk after. */
export function createFile(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode: number; readonly sync?: boolean },
): void {
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | NO_FOLLOW, options.mode);
  try {
    writeAll(fd, content);
    if (options.sync === true) fsyncSync(fd);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Puts the names in a directory on the disk. Systems that can't open a directory don't need it. */
export function syncDirectory(path: string): void {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EISDIR' || code === 'EPERM' || code === 'EACCES') return;
    throw error;
  }
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function writeAll(fd: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}

function openPlain(path: string, flags: number, mode?: number): number {
  let fd: number;
  try {
    fd = openSync(path, flags | NO_FOLLOW, mode);
  } catch (error) {
    throw asUnsafe(path, error);
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new RunDirError('unsafe_path', `Not a plain file: ${path}`);
}

/** What the system says of a link, a directory or a pipe in a file's place, in our words; any other error as it is. */
function asUnsafe(path: string, error: unknown): unknown {
  const code = systemCodeOf(error);
  if (code !== 'ELOOP' && code !== 'EISDIR' && code !== 'ENXIO') return error;
  return new RunDirError('unsafe_path', `Not a plain file: ${path}`, { cause: error });
}
