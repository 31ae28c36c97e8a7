// What listing 10 000 runs costs beyond reading and parsing their status.json files.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRunDirectory, listRuns, runDirectoryOf } from '@runlight/run-dir';
import { reportRatio } from '@runlight/testing';
import { EventSource, SampleRun } from '@runlight/testing/runs';

const RUNS = 10_000;
const ROUNDS = 11;

const root = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
await makeRuns();

const bare: number[] = [];
const listed: number[] = [];
for (let round = -2; round < ROUNDS; round += 1) {
  // In turns, and each first as often as the other: both meet the same machine.
  const turns = round % 2 === 0 ? [bareRead, list] : [list, bareRead];
  for (const turn of turns) {
    const ms = elapsedMs(turn);
    if (round >= 0) (turn === list ? listed : bare).push(ms); // the rounds before warm the file cache
  }
}

reportRatio(
  {
    name: `list of ${RUNS} runs`,
    baseline: 'readFileSync and JSON.parse of every status.json',
    candidate: 'listRuns',
    limit: 2,
  },
  'ms',
  bare,
  listed,
);

function bareRead(): number {
  return readdirSync(root).map((name): unknown =>
    JSON.parse(readFileSync(join(root, name, 'status.json'), 'utf8')),
  ).length;
}

function list(): number {
  return listRuns(root).length;
}

function elapsedMs(read: () => number): number {
  globalThis.gc?.();
  const began = performance.now();
  const count = read();
  const ms = performance.now() - began;
  if (count !== RUNS) throw new Error(`${count} of ${RUNS} runs were read`);
  return ms;
}

/** One run is recorded, the others are copies under ids of their own. */
async function makeRuns(): Promise<void> {
  const runs = createRunDirectory({ root });
  const source = new EventSource(runs.processor);
  const sample = new SampleRun().start();
  for (let step = 0; step < 20; step += 1) sample.step(`step-${step}`);
  source.emit(...sample.end().take());
  await source.provider.shutdown();
  const recorded = runDirectoryOf(root, sample.script.runId);
  const files = ['status.json', 'events.ndjson', 'final.json'].map(
    (name) => [name, readFileSync(join(recorded, name), 'utf8')] as const,
  );
  for (let run = 1; run < RUNS; run += 1) {
    const id = `${sample.script.runId.slice(0, -4)}${String(run).padStart(4, '0')}`;
    mkdirSync(join(root, id));
    for (const [name, content] of files) {
      writeFileSync(join(root, id, name), content.replaceAll(sample.script.runId, id));
    }
  }
}
