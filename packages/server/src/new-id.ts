import { randomBytes } from 'node:crypto';

/** An id that nobody can guess, with a prefix that says of what: `wh_…`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(15).toString('base64url')}`;
}
