// Every configuration is checked by the program that reads it.
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test } from 'vitest';

import { stackBinary } from '../.ci/stack-binaries.ts';

const here = import.meta.dirname;
const temporary = mkdtempSync(join(tmpdir(), 'runlight-configurations-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** What each configuration is laid over, itself the last. */
const COLLECTORS: Readonly<Record<string, readonly string[]>> = {
  'runlight.yaml': ['runlight.yaml'],
  'contrib.yaml': ['contrib.yaml'],
  'agent.yaml': ['agent.yaml'],
  'gateway.yaml': ['runlight.yaml', 'gateway.yaml'],
  'ingest-token.yaml': ['runlight.yaml', 'ingest-token.yaml'],
  'run-api.yaml': ['runlight.yaml', 'gateway.yaml', 'run-api.yaml'],
};
const SERVERS = ['loki.yaml', 'tempo.yaml', 'prometheus.yaml'];
const OTHERS = ['builder.yaml', 'compose.yaml'];

test('every configuration is checked', () => {
  const files = globSync('*.yaml', { cwd: here });
  expect(files.sort()).toEqual([...Object.keys(COLLECTORS), ...SERVERS, ...OTHERS].sort());
});

describe('the Collector', () => {
  for (const [file, layers] of Object.entries(COLLECTORS)) {
    test(`takes ${file}`, async () => {
      await validateCollector(layers.map((layer) => join(here, layer)));
    });
  }

  test('takes run-api.yaml over contrib.yaml too', async () => {
    await validateCollector(['contrib.yaml', 'run-api.yaml'].map((layer) => join(here, layer)));
  });

  test('takes what every environment variable of runlight.yaml may say', async () => {
    await validateCollector([join(here, 'runlight.yaml')], {
      RUNLIGHT_STALE_AFTER: '30s',
      RUNLIGHT_LOST_AFTER: '10m',
      RUNLIGHT_GRACE_PERIOD: '0s',
      RUNLIGHT_METRICS_FLUSH_INTERVAL: '250ms',
      RUNLIGHT_SELF_METRICS_INTERVAL_MS: '1000',
      RUNLIGHT_SAMPLING_PERCENTAGE: '12.5',
      RUNLIGHT_QUEUE_ITEMS: '1000',
      RUNLIGHT_MEMORY_LIMIT_MIB: '2048',
      RUNLIGHT_FSYNC: 'true',
      RUNLIGHT_BACKEND_AUTHORIZATION: 'Basic dXNlcjpwYXNz',
      RUNLIGHT_LOG_LEVEL: 'debug',
    });
  });

  test('refuses an exporter that nobody defined', async () => {
    const broken = planted('runlight.yaml', 'exporters: [otlp_http/loki]', 'exporters: [otlp_http/lokki]');
    await expect(validateCollector([broken])).rejects.toThrow('otlp_http/lokki');
  });

  test('refuses a value that our processor does not take', async () => {
    const runlight = join(here, 'runlight.yaml');
    await expect(validateCollector([runlight], { RUNLIGHT_LOST_AFTER: '0s' })).rejects.toThrow('lost_after');
  });

  test('refuses a statement that does not parse', async () => {
    const broken = planted('contrib.yaml', 'where log.event_name != ""', 'where log.event_nam != ""');
    await expect(validateCollector([broken])).rejects.toThrow('event_nam');
  });

  test('needs none of our components for contrib.yaml and agent.yaml', () => {
    for (const file of ['contrib.yaml', 'agent.yaml']) expect(read(file)).not.toMatch(/^ {2}workflow_run/m);
  });
});

describe('the servers', () => {
  test('Loki takes loki.yaml', async () => {
    await validateLoki(join(here, 'loki.yaml'));
  });

  test('Loki refuses a key that it doesn’t know', async () => {
    const broken = planted('loki.yaml', 'max_line_size_truncate:', 'max_line_size_cut:');
    await expect(validateLoki(broken)).rejects.toThrow('max_line_size_cut');
  });

  test('Tempo takes tempo.yaml', async () => {
    await validateTempo(join(here, 'tempo.yaml'));
  });

  test('Tempo refuses a key that it doesn’t know', async () => {
    const broken = planted('tempo.yaml', 'trace_idle_period:', 'trace_idle_time:');
    await expect(validateTempo(broken)).rejects.toThrow('trace_idle_time');
  });

  test('Prometheus takes prometheus.yaml and the rules that it names', async () => {
    const { stdout } = await validatePrometheus(join(here, 'prometheus.yaml'));
    expect(stdout).toMatch(/SUCCESS: 1 rule files? found/);
  });

  test('Prometheus refuses a key that it doesn’t know', async () => {
    const broken = planted('prometheus.yaml', 'out_of_order_time_window:', 'out_of_order_window:');
    await expect(validatePrometheus(broken)).rejects.toThrow('out_of_order_window');
  });
});

async function validateCollector(files: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const args = ['validate', ...files.map((file) => `--config=${file}`)];
  await run('collector', args, {
    RUNLIGHT_STATE_DIR: join(temporary, 'collector'),
    RUNLIGHT_COLLECTOR_ID: 'test',
    RUNLIGHT_INGEST_TOKEN: 'test',
    ...env,
  });
}

async function validateLoki(file: string): Promise<void> {
  const env = { LOKI_DIR: join(temporary, 'loki'), LOKI_RULES_DIR: join(temporary, 'loki/rules') };
  await run('loki', ['-verify-config', '-config.expand-env=true', `-config.file=${file}`], env);
}

async function validateTempo(file: string): Promise<void> {
  const env = { TEMPO_DIR: join(temporary, 'tempo') };
  await run('tempo', ['-config.verify=true', '-config.expand-env=true', `-config.file=${file}`], env);
}

async function validatePrometheus(file: string): Promise<{ stdout: string }> {
  return run('promtool', ['check', 'config', file], {});
}

/** Rejects with what the program wrote if it ends with another code than 0. */
async function run(
  name: 'collector' | 'loki' | 'tempo' | 'promtool',
  args: string[],
  env: Record<string, string>,
): Promise<{ stdout: string }> {
  try {
    return await promisify(execFile)(await stackBinary(name), args, { env: { ...process.env, ...env } });
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error && 'stdout' in error)) throw error;
    throw new Error(`${String(error.stdout)}${String(error.stderr)}`, { cause: error });
  }
}

/** A copy of a configuration with a mistake in it. */
function planted(file: string, right: string, wrong: string): string {
  const text = read(file);
  if (!text.includes(right)) throw new Error(`${file} has no ${right}`);
  const copy = join(temporary, basename(file));
  writeFileSync(copy, text.replace(right, wrong));
  return copy;
}

function read(file: string): string {
  return readFileSync(join(here, file), 'utf8');
}
