import { RunlightError } from '@runlight/contract';

import { EXIT, type ExitCode } from './exit-code.ts';

/** Trouble that its message explains to the person at the terminal, with what to do about it. */
export class CliError extends RunlightError {
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, options: ErrorOptions & { readonly exitCode?: ExitCode } = {}) {
    super(code, message, options);
    this.name = 'CliError';
    this.exitCode = options.exitCode ?? EXIT.no;
  }
}

/** The sentence and the exit code that an error of any origin comes to. */
export function explain(error: unknown): { readonly sentence: string; readonly exitCode: ExitCode } {
  if (error instanceof CliError) return { sentence: error.message, exitCode: error.exitCode };
  if (error instanceof RunlightError) return { sentence: error.message, exitCode: EXIT.noInput };
  const system = systemSentence(error);
  if (system !== undefined) return { sentence: system, exitCode: EXIT.noInput };
  const message = error instanceof Error ? error.message : String(error);
  return {
    sentence: `Something unexpected went wrong: ${message}. Run the command again with --debug to see where.`,
    exitCode: EXIT.internal,
  };
}

function systemSentence(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file';
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return `Not allowed to use ${path}. Check who owns it and its permissions.`;
    case 'ENOENT':
      return `${path} is not there (any more).`;
    case 'ENOTDIR':
      return `${path} is not a directory.`;
    case 'ENOSPC':
      return `No space is left on the disk of ${path}.`;
    case 'EROFS':
      return `${path} is on a read-only file system.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many files are open. Raise the limit with `ulimit -n`.';
    default:
      return undefined;
  }
}
