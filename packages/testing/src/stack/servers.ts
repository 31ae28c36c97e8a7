import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { stackBinary } from '../../../../.ci/stack-binaries.ts';
import { freePorts } from './free-ports.ts';
import { Server } from './server.ts';

/** The very configuration files that users run. */
export const CONFIGURATIONS = join(import.meta.dirname, '../../../../collector-config');
const LOKI_RULES = join(import.meta.dirname, '../../../../dashboards/alerts/loki-rules.yaml');

type Environment = Record<string, string>;

/** Loki in a directory of its own. */
export async function makeLoki(
  directory: string,
  env: Environment,
): Promise<{ server: Server; url: string }> {
  const [http, grpc] = await portsFor(2);
  const data = dataDirectory(directory, 'loki');
  const rules = join(data, 'rules');
  // Rules of the one tenant that there is without auth.
  mkdirSync(join(rules, 'fake'), { recursive: true });
  if (existsSync(LOKI_RULES)) cpSync(LOKI_RULES, join(rules, 'fake/loki-rules.yaml'));
  const url = `http://127.0.0.1:${http}`;
  const server = new Server({
    name: 'loki',
    command: await stackBinary('loki'),
    args: ['-config.expand-env=true', `-config.file=${join(CONFIGURATIONS, 'loki.yaml')}`],
    env: {
      LOKI_DIR: data,
      LOKI_RULES_DIR: rules,
      LOKI_HTTP_PORT: `${http}`,
      LOKI_GRPC_PORT: `${grpc}`,
      ...env,
    },
    cwd: data,
    readyUrl: `${url}/ready`,
    logFile: join(directory, 'loki.log'),
  });
  return { server, url };
}

/** Tempo in a directory of its own. */
export async function makeTempo(
  directory: string,
  env: Environment,
): Promise<{ server: Server; url: string; otlpUrl: string }> {
  const [http, grpc, otlpGrpc, otlpHttp] = await portsFor(4);
  const data = dataDirectory(directory, 'tempo');
  const url = `http://127.0.0.1:${http}`;
  const server = new Server({
    name: 'tempo',
    command: await stackBinary('tempo'),
    args: ['-config.expand-env=true', `-config.file=${join(CONFIGURATIONS, 'tempo.yaml')}`],
    env: {
      TEMPO_DIR: data,
      TEMPO_HTTP_PORT: `${http}`,
      TEMPO_GRPC_PORT: `${grpc}`,
      TEMPO_OTLP_GRPC_PORT: `${otlpGrpc}`,
      TEMPO_OTLP_HTTP_PORT: `${otlpHttp}`,
      // Spans are in a block, and so in every kind of answer, after seconds.
      TEMPO_TRACE_IDLE_PERIOD: '1s',
      TEMPO_FLUSH_CHECK_PERIOD: '500ms',
      TEMPO_MAX_BLOCK_DURATION: '5s',
      TEMPO_BLOCKLIST_POLL: '1s',
      ...env,
    },
    cwd: data,
    readyUrl: `${url}/ready`,
    logFile: join(directory, 'tempo.log'),
  });
  return { server, url, otlpUrl: `http://127.0.0.1:${otlpHttp}` };
}

/** Prometheus in a directory of its own. */
export async function makePrometheus(directory: string): Promise<{ server: Server; url: string }> {
  const [http] = await portsFor(1);
  const data = dataDirectory(directory, 'prometheus');
  const url = `http://127.0.0.1:${http}`;
  const server = new Server({
    name: 'prometheus',
    command: await stackBinary('prometheus'),
    args: [
      `--config.file=${join(CONFIGURATIONS, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${http}`,
      '--web.enable-otlp-receiver',
      '--web.enable-lifecycle',
    ],
    cwd: data,
    readyUrl: `${url}/-/ready`,
    logFile: join(directory, 'prometheus.log'),
  });
  return { server, url };
}

/** A Collector in a directory of its own; configurations that come later are laid over the earlier ones. */
export async function makeCollector(
  directory: string,
  { name = 'collector', configurations, env }: CollectorSettings,
): Promise<{ server: Server; otlpHttpUrl: string; otlpGrpcEndpoint: string }> {
  const [grpc, http, health] = await portsFor(3);
  const data = dataDirectory(directory, name);
  const server = new Server({
    name,
    command: await stackBinary('collector'),
    args: configurations.map((file) => `--config=${file}`),
    env: {
      RUNLIGHT_STATE_DIR: data,
      RUNLIGHT_OTLP_GRPC_ENDPOINT: `127.0.0.1:${grpc}`,
      RUNLIGHT_OTLP_HTTP_ENDPOINT: `127.0.0.1:${http}`,
      RUNLIGHT_HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      RUNLIGHT_COLLECTOR_ID: name,
      ...env,
    },
    cwd: data,
    readyUrl: `http://127.0.0.1:${health}`,
    logFile: join(directory, `${name}.log`),
  });
  return { server, otlpHttpUrl: `http://127.0.0.1:${http}`, otlpGrpcEndpoint: `127.0.0.1:${grpc}` };
}

export interface CollectorSettings {
  /** Default `collector`. Also the name of its data directory and of its log file. */
  readonly name?: string;
  readonly configurations: readonly string[];
  readonly env: Environment;
}

function dataDirectory(directory: string, name: string): string {
  const data = join(directory, name);
  mkdirSync(data, { recursive: true });
  return data;
}

/** Free ports as text; a tuple, so that its elements are there. */
async function portsFor<N extends 1 | 2 | 3 | 4>(count: N): Promise<PortTuple[N]> {
  return (await freePorts(count)) as PortTuple[N]; // as many as were asked for
}

interface PortTuple {
  1: [number];
  2: [number, number];
  3: [number, number, number];
  4: [number, number, number, number];
}
