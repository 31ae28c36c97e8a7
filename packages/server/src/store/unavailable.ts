/** Classes of PostgreSQL's error codes that speak of the server or of the connection, or of others who write, not of what was asked. */
const AWAY_CLASSES: ReadonlySet<string> = new Set(['08', '40', '53', '57', '58']);
const AWAY_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '55P03', // PostgreSQL: a lock was waited for too long
  '25006', // PostgreSQL: only to be read, as one that stands by
]);
/** SQLite: busy, locked, out of memory, not to be written to, input or output failed, the disk is full, can't be opened. */
const SQLITE_AWAY: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 13, 14]);
/** What the client of PostgreSQL says without a code. */
const AWAY_MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error says that the database can't be used now: the same may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }; // of either client
  if (typeof errcode === 'number') return SQLITE_AWAY.has(errcode & 0xff);
  if (typeof code === 'string') {
    return AWAY_CODES.has(code) || (code.length === 5 && AWAY_CLASSES.has(code.slice(0, 2)));
  }
  return AWAY_MESSAGES.test(error.message);
}
