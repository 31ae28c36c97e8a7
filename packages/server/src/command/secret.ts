import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import { CommandError } from './command-error.ts';
import { isPostgres } from './context.ts';

const FEWEST_CHARACTERS = 32;

/**
 * The secret that a server signs with: that of a file, which is made where there is none. Servers that share a database
 * must share it too, since one signs what another has to trust; so it has to be given for PostgreSQL.
 */
export function secretFor(database: string, file: string | undefined): string {
  if (file === undefined && database === ':memory:') return newSecret();
  if (file === undefined && isPostgres(database)) {
    throw new CommandError(
      'secret_needed',
      'Servers that share a PostgreSQL database share a secret. Name its file with --secret-file; it is made if it is not there.',
    );
  }
  const path = file ?? `${database}.secret`;
  const secret = readOrMake(path);
  if (secret.length >= FEWEST_CHARACTERS) return secret;
  throw new CommandError(
    'secret_too_short',
    `The secret in ${path} has fewer than ${FEWEST_CHARACTERS} characters. Put a longer one there, or remove the file: then one is made.`,
  );
}

function readOrMake(path: string): string {
  try {
    writeFileSync(path, `${newSecret()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // Node's own
  }
  return readFileSync(path, 'utf8').trim();
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
