import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LokiClient } from './loki-client.ts';
import { PrometheusClient } from './prometheus-client.ts';
import type { Server } from './server.ts';
import { CONFIGURATIONS, makeCollector, makeLoki, makePrometheus, makeTempo } from './servers.ts';
import { TempoClient } from './tempo-client.ts';

export interface StackOptions {
  /** Where data and logs go, and stay. Default: a temporary directory that `stop()` removes. */
  readonly directory?: string;
  /** Configurations of the Collector, the later ones laid over the earlier ones; names are those in collector-config/. Default: `['runlight.yaml']`. */
  readonly collectorConfig?: readonly string[];
  /** How often the Collector sends metrics. Default 1. */
  readonly flushIntervalSeconds?: number;
  /** Environment variables of the Collector, for what its configuration takes from there. */
  readonly collectorEnv?: Readonly<Record<string, string>>;
  readonly lokiEnv?: Readonly<Record<string, string>>;
  readonly tempoEnv?: Readonly<Record<string, string>>;
  /** Do not start the Collector: `stack.collector.start()` does. Default true. */
  readonly startCollector?: boolean;
}

/** A Collector, Loki, Tempo and Prometheus: the real ones, on free ports of the loopback interface. */
export interface Stack {
  readonly directory: string;
  readonly collector: Server;
  readonly loki: Server;
  readonly tempo: Server;
  readonly prometheus: Server;
  /** Where the SDK sends to. */
  readonly otlpHttpUrl: string;
  readonly otlpGrpcEndpoint: string;
  readonly lokiUrl: string;
  readonly tempoUrl: string;
  /** Where Tempo takes OTLP. */
  readonly tempoOtlpUrl: string;
  readonly prometheusUrl: string;
  readonly queryPrometheus: PrometheusClient;
  readonly queryLoki: LokiClient;
  readonly queryTempo: TempoClient;
  /** Ends all servers: in a temporary directory at once, and removes it; else as an operator would. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts the four servers with the configuration files that users run, and resolves when all are ready.
 *
 * The servers end with `stop()`, or with the process that started them.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { collectorConfig = ['runlight.yaml'], flushIntervalSeconds = 1 } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'runlight-stack-'));
  mkdirSync(directory, { recursive: true });

  const loki = await makeLoki(directory, { ...options.lokiEnv });
  const tempo = await makeTempo(directory, { ...options.tempoEnv });
  const prometheus = await makePrometheus(directory);
  const collector = await makeCollector(directory, {
    configurations: collectorConfig.map((file) => join(CONFIGURATIONS, file)),
    env: {
      RUNLIGHT_LOKI_URL: loki.url,
      RUNLIGHT_TEMPO_URL: tempo.otlpUrl,
      RUNLIGHT_PROMETHEUS_URL: prometheus.url,
      RUNLIGHT_METRICS_FLUSH_INTERVAL: `${flushIntervalSeconds * 1000}ms`,
      RUNLIGHT_SELF_METRICS_INTERVAL_MS: `${flushIntervalSeconds * 1000}`,
      ...options.collectorEnv,
    },
  });

  // The Collector first: what it has taken it hands on while the others still run.
  const servers = [collector.server, loki.server, tempo.server, prometheus.server];
  const stop = async (): Promise<void> => {
    if (options.directory !== undefined) {
      for (const server of servers) await server.stop();
      return;
    }
    // Nobody will read what they would still write.
    await Promise.all(servers.map(async (server) => server.running && server.kill('SIGKILL')));
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const started = options.startCollector === false ? servers.slice(1) : servers;
    await Promise.all(started.map((server) => server.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    directory,
    collector: collector.server,
    loki: loki.server,
    tempo: tempo.server,
    prometheus: prometheus.server,
    otlpHttpUrl: collector.otlpHttpUrl,
    otlpGrpcEndpoint: collector.otlpGrpcEndpoint,
    lokiUrl: loki.url,
    tempoUrl: tempo.url,
    tempoOtlpUrl: tempo.otlpUrl,
    prometheusUrl: prometheus.url,
    queryPrometheus: new PrometheusClient(prometheus.url),
    queryLoki: new LokiClient(loki.url),
    queryTempo: new TempoClient(tempo.url),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
