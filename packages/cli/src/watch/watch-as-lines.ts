import type { ExitCode } from '../exit-code.ts';
import { printableJson } from '../render/printable.ts';
import { printLines, type Terminal } from '../terminal.ts';
import { unattended } from '../unattended.ts';
import { followUntilOver, interruption } from './follow-until-over.ts';

/** Prints a run's status as one JSON line per change, until it is over. */
export async function watchAsLines(directory: string, terminal: Terminal): Promise<ExitCode> {
  const leave = interruption();
  let warned = false;
  try {
    return await followUntilOver(directory, leave.signal, ({ status }) => {
      printLines(terminal, [printableJson(status)]);
      const warning = warned ? null : unattended(status);
      if (warning === null) return;
      warned = true;
      terminal.stderr.write(`${warning}\n`);
    });
  } finally {
    leave.stop();
  }
}
