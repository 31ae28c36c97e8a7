import { constants } from 'node:os';

import { oneLine, printable } from '../render/printable.ts';

const TAIL_LINES = 12;
const TAIL_CHARACTERS = 900;

/** A command that ended badly; its message is the end of what the command wrote to stderr. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
  /** What the error is grouped by: `exit_2`, `SIGKILL`. */
  readonly code: string;
  readonly exitCode: number;

  constructor(ending: CommandEnding, stderrTail: string, options: ErrorOptions = {}) {
    super(messageOf(ending, stderrTail), options);
    this.code = ending.signal ?? `exit_${ending.exitCode}`;
    this.exitCode = exitCodeOf(ending);
    delete this.stack; // where we noticed it says nothing about the command
  }
}

/** A command that could not be started: 127 when there is none, 126 when it may not be executed, as shells have it. */
export class CommandNotStartedError extends Error {
  override readonly name = 'CommandNotStartedError';
  readonly code: string;
  readonly exitCode: number;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    super(`${oneLine(command)} could not be started: ${reasonOf(cause)}`);
    this.code = cause.code ?? 'spawn_failed';
    this.exitCode = cause.code === 'ENOENT' ? 127 : 126;
    delete this.stack;
  }
}

export type CommandEnding =
  | { readonly exitCode: number; readonly signal: null }
  | { readonly exitCode: null; readonly signal: NodeJS.Signals };

/** The exit code as a shell would see it: 128 and the number of the signal for a command that a signal ended. */
function exitCodeOf({ exitCode, signal }: CommandEnding): number {
  return signal === null ? exitCode : 128 + constants.signals[signal];
}

/** The last line first, which most often says what is wrong and is all that a short message shows; then the rest. */
function messageOf(ending: CommandEnding, stderrTail: string): string {
  const lines = printable(stderrTail)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-TAIL_LINES);
  const last = lines.pop();
  if (last === undefined) return `${endingText(ending)} and wrote nothing to stderr`;
  const before = lines.join('\n').slice(-TAIL_CHARACTERS);
  return [
    last.trim().slice(0, TAIL_CHARACTERS),
    ...(before === '' ? [] : ['stderr before that:', before]),
  ].join('\n');
}

function endingText({ exitCode, signal }: CommandEnding): string {
  return signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such command. Check the spelling and PATH';
    case 'EACCES':
      return 'it is not executable. Check its permissions';
    case 'E2BIG':
      return 'its arguments and environment are too long';
    default:
      return message;
  }
}
