import { RunlightError } from '@runlight/contract';

/** Trouble that its message explains to whoever runs the server, with what to do about it. */
export class CommandError extends RunlightError {}

/** The sentence that an error of any origin comes to. */
export function explain(error: unknown): string {
  if (error instanceof RunlightError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${explain(error.cause)}` : '';
  const told = ofSystem(error);
  if (told !== undefined) return told;
  return `${error.message === '' ? error.name : error.message}${cause}`;
}

/** Where it is from the system. */
type SystemError = NodeJS.ErrnoException & { readonly hostname?: string; readonly address?: string };

function ofSystem({ code, path, hostname, address }: SystemError): string | undefined {
  const file = path ?? 'A file';
  switch (code) {
    case 'ECONNREFUSED':
      return 'The database refuses the connection. Check that it runs and that DATABASE_URL names it.';
    case 'ENOTFOUND':
      return `There is no host ${hostname ?? 'of this name'}. Check the address that you gave.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${address ?? 'like that'}. Give another --host.`;
    case 'ENOENT':
    case 'ENOTDIR':
      return `${file} has no directory to be in. Make it, or name another file.`;
    case 'EACCES':
    case 'EPERM':
      return `${file} may not be opened by the user that this runs as. Change its rights, or name another file.`;
    case 'EISDIR':
      return `${file} is a directory. Name a file.`;
    default:
      return undefined;
  }
}
