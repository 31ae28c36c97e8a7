import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { goIsInstalled } from '../../.ci/go-binary.ts';
import { stackBinary } from '../../.ci/stack-binaries.ts';

/** The reason that a test with promtool has to be skipped; undefined if it can run. */
export const promtoolIsMissing: string | undefined = (await goIsInstalled())
  ? undefined
  : 'skipped: promtool needs Go, which is not installed';

/** A build from nothing takes that long on a small machine. */
export const BUILD_TIMEOUT_MS = 20 * 60_000;

/** Runs promtool; resolves with what it printed, rejects with that if it was not content. */
export async function promtool(...args: string[]): Promise<string> {
  const program = await stackBinary('promtool');
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout + stderr;
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error)) throw error;
    const { stdout, stderr } = error as Error & { stdout: string; stderr: string }; // of execFile, see above
    throw new Error(`${stdout}${stderr}`, { cause: error });
  }
}

/** Runs promtool over files with these contents. JSON is YAML. */
export async function promtoolOver(
  command: readonly string[],
  files: Readonly<Record<string, unknown>>,
  file: string,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'runlight-promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(directory, name), JSON.stringify(content));
    }
    return await promtool(...command, join(directory, file));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
