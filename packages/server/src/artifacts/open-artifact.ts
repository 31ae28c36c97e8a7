import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** A file that can be read, and how long it is. Whoever got it closes it. */
export interface OpenArtifact {
  readonly file: FileHandle;
  readonly sizeBytes: number;
}

const NOT_THERE: ReadonlySet<unknown> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ERR_INVALID_ARG_VALUE',
]);

/**
 * Opens a file of a run's directory, if that is here; undefined for one that is not there, or that is no plain file inside
 * of that directory, wherever `..`, an absolute path or a link leads. Throws system errors.
 */
export async function openArtifact(
  directory: string | undefined,
  path: string,
): Promise<OpenArtifact | undefined> {
  if (directory === undefined) return undefined;
  let file: FileHandle | undefined;
  try {
    const root = await realpath(directory);
    const wanted = resolve(root, path);
    // A link inside of the directory is followed by nobody: the path must be the file's real one.
    if (!wanted.startsWith(root + sep) || (await realpath(wanted)) !== wanted) return undefined;
    file = await open(wanted, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (stats.isFile()) return { file, sizeBytes: stats.size };
    await file.close();
    return undefined;
  } catch (error) {
    await file?.close();
    if (error instanceof Error && 'code' in error && NOT_THERE.has(error.code)) return undefined;
    throw error;
  }
}

/** Whether {@link openArtifact} finds the file. */
export async function hasArtifact(...which: Parameters<typeof openArtifact>): Promise<boolean> {
  const artifact = await openArtifact(...which);
  await artifact?.file.close();
  return artifact !== undefined;
}
