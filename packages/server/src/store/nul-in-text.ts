import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/**
 * A pool whose statements may have any text as a value: PostgreSQL has no U+0000 in its texts and refuses the whole
 * statement, so that one such character in an event would keep out all that came with it. U+FFFD stands in its place,
 * where it is written and where it is looked for.
 */
export function withoutNul(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>(); // Kysely tells connections apart by their client
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client) ?? cleaning(client);
      clients.set(client, known);
      return known;
    },
  };
}

function cleaning(client: pg.PoolClient): PostgresPoolClient {
  const query = (statement: unknown, values?: readonly unknown[]): unknown =>
    // Undefined values are those of a cursor, which has its own. An `as`: the driver's own overloads.
    (client.query as (...given: unknown[]) => unknown).call(client, statement, values?.map(textOf));
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}

function textOf(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}
