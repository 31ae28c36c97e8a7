import { userInfo } from 'node:os';

import type { Terminal } from './terminal.ts';

/** Who does something to a run: `--actor`, else who is logged in. */
export function actorOf({ actor }: { readonly actor?: string }, { env }: Terminal): string {
  return actor ?? (env['USER'] || env['LOGNAME'] || nameFromSystem());
}

function nameFromSystem(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a user without an entry in the system, as in some containers
  }
}
