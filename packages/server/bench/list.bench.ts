// What finding runs costs among a million of them, beyond what it costs among ten thousand. One argument, `postgres://…`
// of an empty database for each, measures PostgreSQL; default: SQLite, in files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepRaw, reportRatio } from '@runlight/testing';

import { serverWithRuns } from './many-runs.ts';

const FEW = 10_000;
const MANY = 1_000_000;
const ROUNDS = 41;
const NOW = Date.UTC(2026, 3, 25);

const LIMIT = 2;

/**
 * What people ask a list. A frequent word is known to miss the limit: both databases gather all runs that say it before
 * they give the first, so it costs by its frequency.
 */
const QUESTIONS = {
  'the newest runs': '',
  'failed and lost of four workflows':
    'status=failed,lost&workflow=workflow_3,workflow_7,workflow_9,workflow_11',
  'failed in prod that ended in 24 h': 'status=failed&env=prod&time_field=ended&from=24h',
  'all that ended badly, oldest first': 'status=failed,timed_out,lost&sort=started_at',
  'a version in an environment': 'version=1.4&env=stage',
  'a frequent tag': 'tag=eu&status=succeeded',
  'a tag and a state': 'tag=eu&status=failed',
  'a tag of every 19th run': 'tag=canary',
  'a pattern of tags': 'tag_pattern=^can',
  'an error code, not yet resolved': 'error_code=E7,E8,E9&resolved=false',
  'a business event': 'business_event_id=order:4711',
  'the slowest of a workflow': 'workflow=workflow_5&sort=-duration',
  'sorted by state': 'env=prod&sort=status',
  'a word of every 50th run, in failed ones': 'q=invo&status=failed',
  'a rare word': 'q=order9876',
  'what needs a person': 'needs_person=true&sort=started_at',
} as const;

const directory = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

const [fewAt = join(directory, 'few.db'), manyAt = join(directory, 'many.db')] = process.argv.slice(2);
const few = await serverWithRuns(fewAt, FEW, NOW);
const many = await serverWithRuns(manyAt, MANY, NOW);
const engine = few.parts.store.engine;

for (const [name, query] of Object.entries(QUESTIONS)) {
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = -5; round < ROUNDS; round += 1) {
    // In turns, and each first as often as the other: both meet the same machine.
    for (const side of round % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const)) {
      const ms = await timeOf(side === 'few' ? few.url : many.url, query);
      if (round >= 0) times[side].push(ms);
    }
  }
  reportRatio(
    {
      name: `${engine}: ${name}`,
      baseline: `${FEW} runs, p95 ${p95(times.few).toPrecision(3)} ms`,
      candidate: `${MANY} runs, p95 ${p95(times.many).toPrecision(3)} ms`,
      limit: LIMIT,
    },
    'ms',
    times.few,
    times.many,
  );
}

/** Figures have to look at every run of their window: what they cost is said, not compared. */
for (const window of ['24h', '30d']) {
  const values: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const answer = await fetch(`${many.url}/api/v1/metrics?from=${window}`);
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    await answer.text();
    values.push(performance.now() - began);
  }
  console.log(
    `${engine}: figures of ${window} among ${MANY} runs: ${values.map((ms) => ms.toFixed(0)).join(' ')} ms`,
  );
  keepRaw(`${engine} figures of ${window}`, { unit: 'ms', values });
}

await few.close();
await many.close();

async function timeOf(url: string, query: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}/api/v1/runs?${query}`);
  const body = (await answer.json()) as { readonly runs?: readonly unknown[] }; // or a problem
  const ms = performance.now() - began;
  if (!body.runs?.length) throw new Error(`${query} found nothing: ${JSON.stringify(body)}`);
  return ms;
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
}
