import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { startPostgres } from '@runlight/testing/postgres';
import { startTestServer } from '@runlight/testing/server';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';

import { Store } from './store/store.ts';

test('a server that can’t be started leaves nothing open', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  const database = await postgres.createDatabase();
  const occupied = createServer().listen(0, '127.0.0.1');
  await once(occupied, 'listening');
  onTestFinished(() => void occupied.close());
  const { port } = occupied.address() as AddressInfo; // of a server that listens on a port

  await expect(startTestServer({ database, port })).rejects.toThrow('EADDRINUSE');
  await expect(startTestServer({ database, trustedProxies: ['nobody'] })).rejects.toThrow(
    'neither an address',
  );
  const store = await Store.open(database);
  onTestFinished(() => store.close());
  await vi.waitFor(async () => {
    const { rows } = await sql`select pid from pg_stat_activity where datname = current_database()`.execute(
      store.db,
    );
    expect(rows).toHaveLength(1); // its own
  });
});
