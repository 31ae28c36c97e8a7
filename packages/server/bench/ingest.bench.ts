// What taking events in costs beyond inserting the same rows: deduplication, the fold, and writing runs more than once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { RunEvent } from '@runlight/contract';
import { startServer, type RunningServer } from '@runlight/server';
import { reportRatio } from '@runlight/testing';
import { startPostgres, whyNoPostgres } from '@runlight/testing/postgres';
import { SampleRun } from '@runlight/testing/runs';
import pg from 'pg';

const RUNS = 200;
const STEPS = 12;
/** What a batch exporter sends at once. */
const EVENTS_AT_ONCE = 512;
const ROUNDS = 11;
const TABLES = ['runs', 'run_tags', 'steps', 'events', 'changes', 'run_words'] as const;

type Row = Readonly<Record<string, string | number | null>>;
type Rows = Readonly<Record<(typeof TABLES)[number], readonly Row[]>>;
/** Inserts rows in so many transactions, as plainly as the engine can. */
type Insert = (rows: Rows, transactions: number) => Promise<void>;

const directory = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
try {
  await compare('SQLite', join(directory, 'taken.db'), join(directory, 'bare.db'), bareSqlite);
  await compareRedaction(join(directory, 'as-sent.db'), join(directory, 'redacted.db'));
  const missing = whyNoPostgres();
  if (missing !== undefined) {
    console.log(`${missing}: ingest into PostgreSQL was not measured`);
  } else {
    const postgres = await startPostgres();
    try {
      await compare(
        'PostgreSQL',
        await postgres.createDatabase(),
        await postgres.createDatabase(),
        barePostgres,
      );
    } finally {
      await postgres.close();
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function compare(
  engine: string,
  takenIn: string,
  insertedIn: string,
  openBare: (database: string) => Promise<{ insert: Insert; close: () => Promise<void> }>,
): Promise<void> {
  await (await start(insertedIn)).close(); // makes the tables
  const server = await start(takenIn);
  const bare = await openBare(insertedIn);
  const taken: number[] = [];
  const inserted: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const requests = requestsOf(`round-${round}`);
    const takenMs = await elapsedMs(async () => {
      for (const events of requests) await server.parts.take(events, { tenantId: null });
    });
    const rows = await rowsOf(server, `round-${round}-`);
    if (rows.events.length !== requests.flat().length) throw new Error('Not every event was kept');
    const insertedMs = await elapsedMs(() => bare.insert(rows, requests.length));
    if (round < 0) continue; // the rounds before warm both up
    taken.push(takenMs);
    inserted.push(insertedMs);
  }
  await bare.close();
  await server.close();
  reportRatio(
    {
      name: `ingest into ${engine}`,
      baseline: `bare inserts of the same rows, in as many transactions`,
      candidate: `${RUNS * (2 * STEPS + 3)} events in requests of ${EVENTS_AT_ONCE}`,
      limit: 2,
    },
    'ms',
    inserted,
    taken,
  );
}

/** What a redaction policy adds, with rules that look at every key and a pattern that looks at every text. */
async function compareRedaction(asSentIn: string, redactedIn: string): Promise<void> {
  const asSent = await start(asSentIn);
  const redacting = await start(redactedIn);
  const rules = ['**.iban', '**.customer.name', 'inputs.account'].map((path) => ({ path, action: 'hash' }));
  const value = JSON.stringify({ rules, patterns: [String.raw`EMP-\d{6}`] });
  const policy = { tenant_id: '', name: 'redaction', value, changed_at: '', changed_by: '' } as const;
  await redacting.parts.store.db.insertInto('settings').values(policy).execute();
  const taken: number[] = [];
  const redacted: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const requests = requestsOf(`round-${round}`);
    const take = (server: RunningServer) =>
      elapsedMs(async () => {
        for (const events of requests) await server.parts.take(events, { tenantId: null });
      });
    const [asSentMs, redactedMs] = [await take(asSent), await take(redacting)];
    if (round < 0) continue; // as above
    taken.push(asSentMs);
    redacted.push(redactedMs);
  }
  await asSent.close();
  await redacting.close();
  reportRatio(
    {
      name: 'redaction at ingest',
      baseline: 'events that are kept as they were sent',
      candidate: 'the same with a policy of three rules and a pattern',
      limit: 1.5,
    },
    'ms',
    taken,
    redacted,
  );
}

function start(database: string): Promise<RunningServer> {
  return startServer({
    database,
    port: 0,
    settings: {
      access: 'local',
      hosts: [],
      runsDirectories: [],
      secret: 'of a bench',
      links: { trace: null, logs: null },
    },
    report: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
}

/** Runs that go on at the same time, twenty of them, as a Collector hands them on. */
function requestsOf(name: string): RunEvent[][] {
  const events: RunEvent[] = [];
  for (let first = 0; first < RUNS; first += 20) {
    const together = Array.from({ length: 20 }, (_, nth) => wholeRun(`${name}-${first + nth}`));
    const longest = Math.max(...together.map((run) => run.length));
    for (let at = 0; at < longest; at += 1) {
      for (const run of together) events.push(...run.slice(at, at + 1));
    }
  }
  const requests: RunEvent[][] = [];
  for (let at = 0; at < events.length; at += EVENTS_AT_ONCE)
    requests.push(events.slice(at, at + EVENTS_AT_ONCE));
  return requests;
}

function wholeRun(runId: string): readonly RunEvent[] {
  const run = new SampleRun(runId, runId);
  run.script.now = Date.now(); // retention forgets what is old
  run.start();
  for (let nth = 0; nth < STEPS; nth += 1) run.step('extract', { key: `${nth}.pdf` });
  return run.end().script.events;
}

async function rowsOf({ parts: { store } }: RunningServer, prefix: string): Promise<Rows> {
  const read = async (table: (typeof TABLES)[number]): Promise<readonly Row[]> =>
    store.db.selectFrom(table).selectAll().where('run_id', 'like', `${prefix}%`).execute();
  const [runs, run_tags, steps, events, changes, run_words] = await Promise.all(TABLES.map(read));
  if (!runs || !run_tags || !steps || !events || !changes || !run_words)
    throw new Error('A table is missing');
  return { runs, run_tags, steps, events, changes, run_words };
}

/** One prepared statement for each table, run for each row. */
function bareSqlite(file: string): ReturnType<Parameters<typeof compare>[3]> {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;');
  const insert: Insert = (rows, transactions) => {
    for (let nth = 0; nth < transactions; nth += 1) {
      database.exec('begin immediate');
      for (const table of TABLES) {
        const some = portion(rows[table], nth, transactions);
        const [first] = some;
        if (first === undefined) continue;
        const columns = Object.keys(first);
        const places = columns.map(() => '?').join(', ');
        const statement = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`);
        for (const row of some) statement.run(...Object.values(row));
      }
      database.exec('commit');
    }
    return Promise.resolve();
  };
  return Promise.resolve({
    insert,
    close: () => {
      database.close();
      return Promise.resolve();
    },
  });
}

/** One statement of many rows for each table: a statement for each row would cost a round trip each. */
async function barePostgres(url: string): ReturnType<Parameters<typeof compare>[3]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const insert: Insert = async (rows, transactions) => {
    for (let nth = 0; nth < transactions; nth += 1) {
      await client.query('begin');
      for (const table of TABLES) await insertMany(client, table, portion(rows[table], nth, transactions));
      await client.query('commit');
    }
  };
  return { insert, close: () => client.end() };
}

async function insertMany(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const tuples = rows.map(
    (_, row) => `(${columns.map((_column, nth) => `$${row * columns.length + nth + 1}`).join(', ')})`,
  );
  await client.query(
    `insert into ${table} (${columns.join(', ')}) overriding system value values ${tuples.join(', ')}`,
    rows.flatMap((row) => Object.values(row)),
  );
}

function portion(rows: readonly Row[], nth: number, of: number): readonly Row[] {
  const size = Math.ceil(rows.length / of);
  return rows.slice(nth * size, (nth + 1) * size);
}

async function elapsedMs(work: () => Promise<void>): Promise<number> {
  globalThis.gc?.();
  const began = performance.now();
  await work();
  return performance.now() - began;
}
