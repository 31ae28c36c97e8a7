import type { ExitCode } from '../exit-code.ts';
import { printableJson } from '../render/printable.ts';
import { printLines, type Terminal } from '../terminal.ts';
import { warnIfUnattended } from '../unattended.ts';
import { followUntilOver, interruption } from './follow-until-over.ts';

/** Prints a run's status as one JSON line per change, until it is over. */
export async function watchAsLines(directory: string, terminal: Terminal): Promise<ExitCode> {
  const leave = interruption();
  try {
    await warnIfUnattended(directory, terminal);
    return await followUntilOver(directory, leave.signal, ({ status }) => {
      printLines(terminal, [printableJson(status)]);
    });
  } finally {
    leave.stop();
  }
}
