import { RunlightError } from '@runlight/contract';

/** Trouble that its message explains to whoever runs the server, with what to do about it. */
export class CommandError extends RunlightError {}

/** The sentence that an error of any origin comes to. */
export function explain(error: unknown): string {
  if (error instanceof RunlightError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${explain(error.cause)}` : '';
  const { code } = error as NodeJS.ErrnoException; // where it is from the system
  if (code === 'ECONNREFUSED') {
    return 'The database refuses the connection. Check that it runs and that DATABASE_URL names it.';
  }
  return `${error.message === '' ? error.name : error.message}${cause}`;
}
