import type { StatusFile } from '@runlight/contract';

import { oneLine } from '../render/printable.ts';

/** What to type next about a run that is not simply running; null when there is nothing. */
export function hintFor({ run_id, outcome, waiting_for }: StatusFile): string | null {
  const run = quoted(run_id);
  if (outcome !== null) return `What happened: runlight show ${run}`;
  if (waiting_for?.gate == null) return null;
  return `Decide: runlight approve ${run} ${quoted(waiting_for.gate)}  (or reject)`;
}

/** As one would type it in a shell. */
function quoted(argument: string): string {
  const text = oneLine(argument);
  return /^[\w.:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
