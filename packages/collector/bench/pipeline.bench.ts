// What the workflow_run processor costs a Collector: the same load through otlp → workflow_run → nop and through
// otlp → nop, in turns, each time in a Collector of its own. Requests are those of the SDK: OTLP/HTTP, JSON, 512 records.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { keepRaw, median } from '@runlight/testing';
import { freePorts } from '@runlight/testing/stack';

import { goBinary } from '../../../.ci/go-binary.ts';
import { collectorRecipe } from '../../../collector-config/collector-recipe.ts';

const ROUNDS = 7;
const SECONDS = 4;
const CONNECTIONS = 4;
/** The least share of the plain pipeline's throughput. */
const FLOOR = 0.85;

const module = join(import.meta.dirname, '..');
const directory = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
const report = (line: string): void => console.log(line);
const collector = await goBinary(collectorRecipe, { report });
const sender = join(directory, 'send');
execFileSync('go', ['build', '-o', sender, './internal/load/send'], { cwd: module, stdio: 'inherit' });

interface Pipeline {
  readonly name: string;
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
  readonly storage: boolean;
}

const plain: Pipeline = { name: 'otlp → nop', processors: [], exporters: ['nop'], storage: false };
const watched: Pipeline = { ...plain, name: 'otlp → workflow_run → nop', processors: ['workflow_run'] };
const stored: Pipeline = { ...watched, name: 'the same, its state in file_storage', storage: true };
const counted: Pipeline = {
  ...stored,
  name: 'the same, and the connector’s metrics',
  exporters: ['nop', 'workflow_run'],
};

try {
  const ratio = await compare('json', [plain, watched, stored, counted]);
  await compare('protobuf', [plain, watched]);
  const verdict = ratio >= FLOOR ? 'at least' : 'BELOW';
  console.log(
    `Collector throughput: ${ratio.toFixed(3)} of a pipeline without the processor (${verdict} ${FLOOR})`,
  );
  if (ratio < FLOOR) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true });
}

/** The second pipeline's throughput as a share of the first one's; the others are reported beside them. */
async function compare(encoding: string, pipelines: readonly Pipeline[]): Promise<number> {
  const values = pipelines.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [nth, pipeline] of pipelines.entries()) {
      const measured = await recordsPerSecond(pipeline, encoding);
      if (round >= 0) values[nth]?.push(measured); // the first round warms the machine up
    }
  }
  const medians = values.map(median);
  const [base = Number.NaN, candidate = Number.NaN] = medians;
  for (const [nth, { name }] of pipelines.entries()) {
    const rate = medians[nth] ?? Number.NaN;
    console.log(`  ${encoding}: ${name}: ${Math.round(rate)} records/s, ${(rate / base).toFixed(3)}`);
  }
  keepRaw(`collector-pipeline-${encoding}`, {
    unit: 'records/s',
    names: pipelines.map(({ name }) => name),
    values,
  });
  return candidate / base;
}

async function recordsPerSecond(pipeline: Pipeline, encoding: string): Promise<number> {
  const [port = 0] = await freePorts(1);
  const home = mkdtempSync(join(directory, 'collector-'));
  const config = join(home, 'config.yaml');
  writeFileSync(config, configOf(pipeline, port, join(home, 'state')));
  const running = spawn(collector, ['--config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await reachable(`http://127.0.0.1:${port}/`, running);
    const args = ['-endpoint', `http://127.0.0.1:${port}/v1/logs`, '-encoding', encoding];
    const printed = execFileSync(sender, [
      ...args,
      '-duration',
      `${SECONDS}s`,
      '-connections',
      `${CONNECTIONS}`,
    ]);
    const { records, seconds } = JSON.parse(printed.toString()) as { records: number; seconds: number }; // its only line
    return records / seconds;
  } finally {
    running.kill();
    await once(running, 'exit');
  }
}

function configOf({ processors, exporters, storage }: Pipeline, port: number, state: string): string {
  const keep = storage ? { storage: 'file_storage' } : {};
  const counts = exporters.includes('workflow_run');
  // JSON is YAML.
  return JSON.stringify({
    extensions: { file_storage: { directory: state, create_directory: true } },
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    processors: { workflow_run: keep },
    connectors: counts ? { workflow_run: keep } : {},
    exporters: { nop: {} },
    service: {
      extensions: storage ? ['file_storage'] : [],
      pipelines: {
        logs: { receivers: ['otlp'], processors, exporters },
        ...(counts && { metrics: { receivers: ['workflow_run'], exporters: ['nop'] } }),
      },
      telemetry: { logs: { level: 'error' }, metrics: { level: 'none' } },
    },
  });
}

async function reachable(url: string, running: ChildProcess): Promise<void> {
  const until = performance.now() + 20_000;
  while (performance.now() < until && running.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await delay(50);
  }
  throw new Error('the Collector did not start');
}
