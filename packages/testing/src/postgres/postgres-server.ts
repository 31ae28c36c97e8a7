import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePorts } from '../stack/index.ts';
import pg from 'pg';

/** A PostgreSQL of its own, on loopback, in a temporary directory. */
export interface PostgresServer {
  /** The address of a new, empty database. */
  createDatabase(): Promise<string>;
  /** Kills it without warning. */
  kill(): Promise<void>;
  /** Starts it again after it was killed, on the same port with the same data. */
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** Where Debian puts the programs of PostgreSQL; undefined where it is not installed. */
function programs(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1);
}

/** Why there can be no PostgreSQL here; undefined if there can. */
export function whyNoPostgres(): string | undefined {
  return programs() === undefined ? 'PostgreSQL is not installed' : undefined;
}

/** Starts a PostgreSQL; what was committed is kept when it is killed, as it is by default. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs();
  if (bin === undefined) throw new Error(whyNoPostgres());
  const directory = mkdtempSync(join(tmpdir(), 'runlight-postgres-'));
  const user = unprivileged();
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'runlight', '-A', 'trust', '-E', 'UTF8', '--no-locale'],
    {
      ...user,
      stdio: 'ignore',
    },
  );
  const [port = 0] = await freePorts(1);
  const address = (database: string): string => `postgres://runlight@127.0.0.1:${port}/${database}`;
  let process: ChildProcess | undefined;
  let databases = 0;
  const server: PostgresServer = {
    async start() {
      const args = ['-D', data, '-p', `${port}`, '-k', directory, '-c', 'listen_addresses=127.0.0.1'];
      process = spawn(join(bin, 'postgres'), args, { ...user, stdio: 'ignore' });
      await answers(address('postgres'), process);
    },
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await query(address('postgres'), `create database ${name}`);
      return address(name);
    },
    async kill() {
      if (process?.exitCode !== null || process.signalCode !== null) return;
      process.kill('SIGQUIT'); // PostgreSQL's own crash: no checkpoint, its children die with it
      await once(process, 'exit');
    },
    async close() {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function answers(url: string, process: ChildProcess): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await delay(50)) {
    if (process.exitCode !== null) break;
    try {
      return await query(url, 'select 1');
    } catch {
      // not yet
    }
  }
  throw new Error('PostgreSQL did not start');
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
