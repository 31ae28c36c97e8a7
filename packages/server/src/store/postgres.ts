import { PostgresDialect } from 'kysely';
import pg from 'pg';

import type { Engine } from './engine.ts';
import { withoutNul } from './nul-in-text.ts';

const CONNECTION_TIMEOUT_MS = 10_000;

/** PostgreSQL at a `postgres://` address. */
export function postgres(url: string): Engine {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number); // counters, far below 2^53
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    // Questions that read a page take less time than compiling them, or starting workers for them, would.
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, though its type doesn't say so
    onConnect: (client) => client.query('set jit = off; set max_parallel_workers_per_gather = 0'),
  });
  // A connection that broke: who uses it is told by its query, and the next query opens another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { name: 'postgres', dialect: new PostgresDialect({ pool: withoutNul(pool) }) };
}
