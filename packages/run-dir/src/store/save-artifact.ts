import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { extname, join } from 'node:path';

import { safeName, type ArtifactContent, type SavedArtifact } from '@runlight/contract';

import { ATTEMPTS_DIRECTORY, STEP_FILES, stepDirectory } from '../layout.ts';
import { ensureDirectory, writeAll } from '../plain-files.ts';
import { RunDirError, systemCodeOf } from '../run-dir-error.ts';

const CHUNK_BYTES = 1024 * 1024;
const MAX_NAMES = 10_000;
/** Names of our own in a step's directory. */
const RESERVED: ReadonlySet<string> = new Set([ATTEMPTS_DIRECTORY, ...Object.values(STEP_FILES)]);

/**
 * Keeps an artifact's content below its step, under the name it wishes or, where that is taken, under one with a number.
 *
 * `directory` is the run directory. Throws system errors and `unsafe_path`, and leaves nothing behind then.
 */
export function saveArtifact(
  directory: string,
  artifact: ArtifactContent,
  modes: { readonly directoryMode: number; readonly fileMode: number },
): SavedArtifact {
  const parent = stepDirectory(artifact.step, artifact.attempt);
  let path = directory;
  for (const segment of parent.split('/')) {
    path = join(path, segment);
    ensureDirectory(path, modes.directoryMode);
  }
  const { name, fd } = createUnderFreeName(path, safeName(artifact.name), modes.fileMode);
  const hash = createHash('sha256');
  try {
    const sizeBytes = fill(fd, artifact.content, hash);
    return { path: `${parent}/${name}`, sizeBytes, sha256: hash.digest('hex') };
  } catch (error) {
    unlinkSync(join(path, name));
    throw error;
  } finally {
    closeSync(fd);
  }
}

function createUnderFreeName(directory: string, wished: string, mode: number): { name: string; fd: number } {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants; // exclusive: never over, and never through, what is there
  const extension = extname(wished);
  const stem = wished.slice(0, wished.length - extension.length);
  for (let number = 1; number <= MAX_NAMES; number += 1) {
    const name = number === 1 ? wished : `${stem}-${number}${extension}`;
    if (RESERVED.has(name)) continue;
    try {
      return { name, fd: openSync(join(directory, name), O_WRONLY | O_CREAT | O_EXCL, mode) };
    } catch (error) {
      if (systemCodeOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new RunDirError('invalid_argument', `More than ${MAX_NAMES} artifacts are called ${wished}`);
}

function fill(fd: number, content: ArtifactContent['content'], hash: Hash): number {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) return copy(fd, content.file, hash);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  writeAll(fd, bytes);
  hash.update(bytes);
  return bytes.length;
}

function copy(fd: number, file: string, hash: Hash): number {
  const source = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a pipe must not make us wait
  try {
    if (!fstatSync(source).isFile()) throw new RunDirError('unsafe_path', `Not a plain file: ${file}`);
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let sizeBytes = 0;
    for (;;) {
      const length = readSync(source, chunk, 0, CHUNK_BYTES, sizeBytes);
      if (length === 0) return sizeBytes;
      const part = chunk.subarray(0, length);
      writeAll(fd, part);
      hash.update(part);
      sizeBytes += length;
    }
  } finally {
    closeSync(source);
  }
}
