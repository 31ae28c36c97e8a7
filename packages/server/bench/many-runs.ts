import { startServer, type RunningServer } from '@runlight/server';
import { sql } from 'kysely';

/** A run starts every so many milliseconds: a million are those of a month. */
const EVERY_MS = 2592;

/** A server with a database of its own that holds many runs, written by the database itself; `now` is their latest. */
export async function serverWithRuns(database: string, runs: number, now: number): Promise<RunningServer> {
  const server = await startServer({
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
    now: () => now,
  });
  const { store } = server.parts;
  const speaks = store.engine === 'postgres' ? POSTGRES : SQLITE;
  await store.write(async (write) => {
    for (const statement of statements(speaks, runs, now)) await sql.raw(statement).execute(write);
  });
  if (store.engine === 'postgres') await sql`vacuum analyze`.execute(store.db); // as autovacuum does
  return server;
}

/** What the databases say differently. */
interface Speaks {
  readonly numbers: (count: number) => string;
  readonly padded: (number: string) => string;
  /** A timestamp of epoch seconds. */
  readonly time: (seconds: string) => string;
  readonly words: (...words: string[]) => string;
}

const SQLITE: Speaks = {
  numbers: (count) =>
    `(with recursive every (n) as (select 0 union all select n + 1 from every where n < ${count - 1}) select n from every)`,
  padded: (number) => `printf('%08d', ${number})`,
  time: (seconds) => `strftime('%Y-%m-%dT%H:%M:%S', ${seconds}, 'unixepoch') || '.000000Z'`,
  words: (...words) => words.join(` || ' ' || `),
};

const POSTGRES: Speaks = {
  numbers: (count) => `(select n::bigint from generate_series(0, ${count - 1}) as every (n))`,
  padded: (number) => `lpad((${number})::text, 8, '0')`,
  time: (seconds) =>
    `to_char(to_timestamp(${seconds}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.000000Z'`,
  words: (...words) => `array_to_tsvector(array[${words.join(', ')}])`,
};

/** Each run's `luck` and `dice` are numbers that look like chance and are the same every time. */
function statements(speaks: Speaks, runs: number, now: number): string[] {
  const end = Math.floor(now / 1000);
  const status = `case when luck < 20 then 'running' when luck < 21 then 'waiting' when luck < 25 then 'blocked'
    when luck < 500 then 'failed' when luck < 530 then 'lost' when luck < 560 then 'timed_out'
    when luck < 625 then 'incomplete' when luck < 700 then 'cancelled' else 'succeeded' end`;
  const outcome = (then: string) => `case when luck < 25 then null else ${then} end`;
  const started = `${end} - (${runs - 1} - n) * ${EVERY_MS} / 1000`;
  const duration = 'dice % 601';
  const base = `(select n, n * 48271 % 99991 % 10000 as luck, n * 69621 % 99989 as dice
    from ${speaks.numbers(runs)} as numbers) as chances`;
  const id = `'run_' || ${speaks.padded('n')}`;
  const workflow = `'workflow_' || (dice % 40)`;
  const tags = [
    ['eu', 'dice % 5 < 2'],
    ['vip', 'dice % 49 = 7'],
    ['canary', 'dice % 19 = 4'],
  ];
  return [
    `insert into runs (run_id, tenant_id, workflow_name, workflow_version, environment, status, outcome, hitl,
       waits_for_person, trace_id,
       started_at, ended_at, sort_at, first_seen_at, seen_at, updated_at, duration_ms, waiting_ms, retries, first_pass,
       error_code, error_category, business_event_id, owner, is_backfill, why, state, version)
     select ${id}, '', ${workflow}, '1.' || (dice % 19),
       case when dice % 100 < 80 then 'prod' when dice % 100 < 95 then 'stage' else 'dev' end,
       ${status}, ${outcome(status)}, case when luck = 20 then 'requested' end,
       case when luck = 20 then 1 else 0 end, 'trace_' || n,
       ${speaks.time(started)}, ${outcome(speaks.time(`${started} + ${duration}`))}, ${speaks.time(started)},
       ${speaks.time(started)}, ${speaks.time(started)}, ${speaks.time(`${started} + ${duration}`)},
       ${outcome(`(${duration}) * 1000`)}, 0, luck % 3, ${outcome('case when luck >= 700 then 1 else 0 end')},
       case when luck between 25 and 559 then 'E' || (dice % 31) end,
       case when luck between 25 and 559 then 'external_api' end, 'order:' || n,
       case when dice % 101 = 3 then 'ops' end, 0, 'It is as it is.', '{}', 1
     from ${base}`,
    ...tags.map(
      ([tag, when]) => `insert into run_tags (tenant_id, tag, run_id, sort_at)
        select '', '${tag}', ${id}, ${speaks.time(started)} from ${base} where ${when}`,
    ),
    `insert into run_words (run_id, tenant_id, words)
     select ${id}, '', ${speaks.words(`'workflow'`, `case when dice % 50 = 3 then 'invoice' else 'refund' end`, `'w' || luck`, `'order' || n`)} from ${base}`,
  ];
}
