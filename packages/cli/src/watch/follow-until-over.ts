import { followRun, type RunChange } from '@runlight/run-dir';

import { exitCodeOf } from './outcome.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** How long after a run's end to wait for its last files. */
const PATIENCE_MS = 2000;

/**
 * Follows a run until it is completed, failed or blocked, and tells every change. Gives the exit code; that of an
 * interrupted command once `leave` is aborted.
 */
export async function followUntilOver(
  directory: string,
  leave: AbortSignal,
  onChange: (change: RunChange) => void,
): Promise<ExitCode> {
  const enough = new AbortController();
  let exitCode: ExitCode = EXIT.open;
  let patience: NodeJS.Timeout | undefined;
  for await (const change of followRun(directory, { signal: AbortSignal.any([leave, enough.signal]) })) {
    onChange(change);
    exitCode = exitCodeOf(change.status);
    if (exitCode === EXIT.blocked || change.ended) break;
    if (exitCode !== EXIT.open) patience ??= setTimeout(() => enough.abort(), PATIENCE_MS);
  }
  clearTimeout(patience);
  return leave.aborted ? EXIT.interrupted : exitCode;
}

/**
 * Aborted by Ctrl-C, until `stop` is called.
 *
 * Listens until then, not only once: the library that hides the cursor ends the process when nobody else listens.
 */
export function interruption(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.on('SIGINT', abort);
  return { signal: controller.signal, stop: () => process.off('SIGINT', abort) };
}
