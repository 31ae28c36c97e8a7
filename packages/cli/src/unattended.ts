import { hostname } from 'node:os';

import type { StatusFile } from '@runlight/contract';

import { oneLine } from './render/printable.ts';
import type { Terminal } from './terminal.ts';

/** A sentence when the process that executes a run is gone without having ended it; null while all is well. */
export function unattended({ process: executing, outcome, handed_off_to, run_id }: StatusFile): string | null {
  if (outcome !== null || handed_off_to !== null || executing === null) return null;
  if (executing.host !== hostname() || exists(executing.pid)) return null;
  return (
    `The process that ran ${oneLine(run_id)} (pid ${executing.pid}) is gone without having ended it. ` +
    'If nothing resumes the run, end it as lost: runlight recover'
  );
}

/** Says on stderr that nobody takes a request up for now. */
export function warnIfUnattended(status: StatusFile, { stderr }: Terminal): void {
  const warning = unattended(status);
  if (warning !== null) stderr.write(`${warning}\n`);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // somebody else's
  }
}
