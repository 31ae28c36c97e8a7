import { recoverRun } from '@runlight/run-dir';

import { oneLine } from './render/printable.ts';
import type { Terminal } from './terminal.ts';

/** A sentence on a run that nobody executes any more although it has not ended; undefined while all is well. */
export async function unattended(directory: string): Promise<string | undefined> {
  const interrupted = await recoverRun(directory, { dryRun: true });
  return interrupted && `${oneLine(interrupted.reason)}. To end the run: runlight recover`;
}

/** Says on stderr that nobody will take a request up. */
export async function warnIfUnattended(directory: string, { stderr }: Terminal): Promise<void> {
  const warning = await unattended(directory);
  if (warning !== undefined) stderr.write(`${warning}\n`);
}
