import { PostgresDialect } from 'kysely';
import pg from 'pg';

import type { Engine } from './engine.ts';

/** PostgreSQL at a `postgres://` address. */
export function postgres(url: string): Engine {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number); // counters, far below 2^53
  const pool = new pg.Pool({ connectionString: url, max: 10, types });
  pool.on('error', () => undefined); // a connection that broke while nobody used it: the next query opens another
  return { name: 'postgres', dialect: new PostgresDialect({ pool }) };
}
