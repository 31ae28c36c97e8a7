// What finding runs costs among a million of them, beyond what it costs among ten thousand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { reportRatio } from '@runlight/testing';
import { startPostgres, whyNoPostgres } from '@runlight/testing/postgres';

import { serverWithRuns } from './many-runs.ts';

const FEW = 10_000;
const MANY = 1_000_000;
const ROUNDS = 41;
const NOW = Date.UTC(2026, 3, 25);

const LIMIT = 2;

/** What people ask a list. */
const QUESTIONS = {
  'the newest runs': '',
  'failed and lost of four workflows':
    'state=failed,lost&workflow=workflow_3,workflow_7,workflow_9,workflow_11',
  'failed in prod that ended in 24 h': 'state=failed&env=prod&time_field=ended&from=24h',
  'all that ended badly, oldest first': 'state=failed,timed_out,lost&sort=started_at',
  'a version in an environment': 'version=1.4&env=stage',
  'a frequent tag': 'tag=eu&state=succeeded',
  'a tag and a state': 'tag=eu&state=failed',
  'a tag of every 19th run': 'tag=canary',
  'a pattern of tags': 'tag_pattern=^can',
  'an error code, not yet resolved': 'error_code=E7,E8,E9&resolved=false',
  'a business event': 'business_event_id=order:4711',
  'the slowest of a workflow': 'workflow=workflow_5&sort=-duration',
  'sorted by state': 'env=prod&sort=status',
  // Among ten thousand runs no more than eight are: the page of a million is no longer.
  'a word of every 50th run, in failed ones': 'q=invo&state=failed&limit=8',
  'a word of every run': 'q=workf',
  'a rare word': 'q=order9876',
  'what needs a person': 'needs_person=true&sort=started_at',
  'ended in two hours, oldest first': 'time_field=ended&from=2h&sort=started_at',
  'changed in two hours, oldest first': 'time_field=updated&from=2h&sort=started_at',
} as const;

/** What hardly a run meets, or none: a page ends where enough runs were looked at. */
const RARE = {
  'a version that there is not': 'version=nope',
  'of somebody who started none': 'started_by=nobody',
  'a step that failed in none, the slowest first': 'failed_step=nowhere&sort=-duration',
  'approved by a person': 'hitl=approved',
  'resolved, the slowest first': 'resolved=true&sort=-duration',
  pinned: 'pinned=true',
} as const;

const directory = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
try {
  await compare('SQLite', join(directory, 'few.db'), join(directory, 'many.db'));
  const missing = whyNoPostgres();
  if (missing !== undefined) {
    console.log(`${missing}: lists in PostgreSQL were not measured`);
  } else {
    const postgres = await startPostgres();
    try {
      await compare('PostgreSQL', await postgres.createDatabase(), await postgres.createDatabase());
    } finally {
      await postgres.close();
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function compare(engine: string, fewIn: string, manyIn: string): Promise<void> {
  const few = await serverWithRuns(fewIn, FEW, NOW);
  const many = await serverWithRuns(manyIn, MANY, NOW);
  for (const [name, query] of Object.entries({ ...QUESTIONS, ...RARE })) {
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
  await few.close();
  await many.close();
}

async function timeOf(url: string, query: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}/api/v1/runs?${query}`);
  const body = (await answer.json()) as { readonly runs?: readonly unknown[] }; // or a problem
  const ms = performance.now() - began;
  const isRare = Object.values<string>(RARE).includes(query);
  if (!body.runs || (body.runs.length === 0 && !isRare)) {
    throw new Error(`${query} found nothing: ${JSON.stringify(body)}`);
  }
  return ms;
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
}
