// What figures cost: those of a month of a million runs beyond those of a day, when they were asked for before, and how
// long others wait while they are read for the first time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepRaw, reportRatio } from '@runlight/testing';
import { startPostgres, whyNoPostgres } from '@runlight/testing/postgres';

import { serverWithRuns } from './many-runs.ts';

const RUNS = 1_000_000;
const NOW = Date.UTC(2026, 3, 25);
const ROUNDS = 21;
const QUESTIONS = {
  figures: '/api/v1/metrics',
  'figures of one environment': '/api/v1/metrics?env=prod',
  'outcomes in 60 buckets': '/api/v1/metrics/outcomes?buckets=60',
} as const;
const ANOTHER = '/api/v1/runs?limit=1';
/** A month has thirty times as many runs as a day. */
const MONTH_TO_DAY = 15;
/** What others wait longer while an hour of figures is read: they have their turn after each. */
const WAIT = 10;

const directory = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
try {
  await measure('SQLite', join(directory, 'runs.db'));
  const missing = whyNoPostgres();
  if (missing !== undefined) {
    console.log(`${missing}: figures in PostgreSQL were not measured`);
  } else {
    const postgres = await startPostgres();
    try {
      await measure('PostgreSQL', await postgres.createDatabase());
    } finally {
      await postgres.close();
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function measure(engine: string, database: string): Promise<void> {
  const server = await serverWithRuns(database, RUNS, NOW);
  const timeOf = async (path: string): Promise<number> => {
    const began = performance.now();
    const answer = await fetch(server.url + path);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return performance.now() - began;
  };
  for (const [name, path] of Object.entries(QUESTIONS)) {
    const of = (from: string): string => `${path}${path.includes('?') ? '&' : '?'}from=${from}`;
    const [alone, meanwhile]: [number[], number[]] = [[], []];
    for (let round = 0; round < 100; round += 1) alone.push(await timeOf(ANOTHER));
    const isRead = new AbortController();
    const first = timeOf(of('30d')).finally(() => isRead.abort());
    while (!isRead.signal.aborted) meanwhile.push(await timeOf(ANOTHER));
    const longest = Math.max(...meanwhile).toFixed(0);
    console.log(`${engine}: ${name} of 30 days, asked for the first time: ${(await first).toFixed(0)} ms`);
    keepRaw(`${engine}: ${name}, first time`, { unit: 'ms', first: await first });
    reportRatio(
      {
        name: `${engine}: a list while ${name} are read for the first time`,
        baseline: 'the same list at another time',
        candidate: `one list after the other, the longest ${longest} ms`,
        limit: WAIT,
      },
      'ms',
      alone,
      meanwhile,
    );
    const times = { '24h': [] as number[], '30d': [] as number[] };
    for (let round = -3; round < ROUNDS; round += 1) {
      for (const from of ['24h', '30d'] as const) {
        const ms = await timeOf(of(from));
        if (round >= 0) times[from].push(ms);
      }
    }
    reportRatio(
      {
        name: `${engine}: ${name}, asked again`,
        baseline: '24 hours',
        candidate: '30 days',
        limit: MONTH_TO_DAY,
      },
      'ms',
      times['24h'],
      times['30d'],
    );
  }
  const overviews: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) overviews.push(await timeOf('/api/v1/overview'));
  console.log(`${engine}: the overview: ${overviews.map((ms) => ms.toFixed(0)).join(' ')} ms`);
  keepRaw(`${engine}: overview`, { unit: 'ms', values: overviews });
  await server.close();
}
