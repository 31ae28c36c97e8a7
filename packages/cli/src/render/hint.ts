import type { StatusFile } from '@runlight/contract';

import { oneLine } from './printable.ts';

/** What to type next about a run that is not simply running; null when there is nothing. */
export function hintFor(status: StatusFile): string | null {
  return status.outcome === null
    ? decisionHint(status)
    : `What happened: runlight show ${quoted(status.run_id)}`;
}

/** What to type to decide what a run waits for; null when it waits for no decision. */
export function decisionHint({ run_id, waiting_for }: StatusFile): string | null {
  if (waiting_for?.gate == null) return null;
  return `Decide: runlight approve ${quoted(run_id)} ${quoted(waiting_for.gate)}  (or reject)`;
}

/** As one would type it in a shell. */
function quoted(argument: string): string {
  const text = oneLine(argument);
  return /^[\w.:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
