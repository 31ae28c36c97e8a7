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
/** A month has thirty times as many runs as a day. */
const MONTH_TO_DAY = 15;
/** What a person does not notice. */
const WAIT_MS = 100;

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
    const waits: number[] = [];
    const isRead = new AbortController();
    const first = timeOf(of('30d')).finally(() => isRead.abort());
    while (!isRead.signal.aborted) waits.push(await timeOf('/api/v1/runs?limit=1'));
    console.log(`${engine}: ${name} of 30 days, asked for the first time: ${(await first).toFixed(0)} ms`);
    keepRaw(`${engine}: ${name}, first time`, { unit: 'ms', first: await first, waits });
    reportRatio(
      {
        name: `${engine}: how long others wait meanwhile, p99`,
        baseline: `${WAIT_MS} ms`,
        candidate: `${waits.length} requests one after the other, the longest ${Math.max(...waits).toFixed(0)} ms`,
        limit: 1,
      },
      'ms',
      [WAIT_MS],
      [waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1] ?? Number.NaN],
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
