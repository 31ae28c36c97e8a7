import type { Agent } from 'node:http';

import { diag } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { RunlightError } from '@runlight/contract';

/** Where one signal goes, and how; what the agent has of it are the certificates. */
export interface OtlpEndpoint {
  readonly url: string;
  readonly timeoutMillis: number;
  readonly compression: 'gzip' | 'none';
  readonly headers: () => Promise<Record<string, string>>;
  readonly agentFactory: (protocol: string) => Agent | Promise<Agent>;
}

const SIGNALS = {
  traces: { key: 'TRACES', path: 'v1/traces' },
  logs: { key: 'LOGS', path: 'v1/logs' },
} as const;
export type OtlpSignal = keyof typeof SIGNALS;

/**
 * The OTLP/HTTP endpoint of a signal, or undefined if none is configured.
 *
 * Read, by OpenTelemetry's own code, from the standard variables `OTEL_EXPORTER_OTLP_*` and `OTEL_EXPORTER_OTLP_TRACES_*`
 * or `_LOGS_*`: ENDPOINT, HEADERS, COMPRESSION, TIMEOUT, CERTIFICATE, CLIENT_CERTIFICATE, CLIENT_KEY. `OTEL_TRACES_EXPORTER`
 * and `OTEL_LOGS_EXPORTER` switch a signal off with `none`, and on for the default endpoint with `otlp`.
 *
 * @param baseUrl Takes the place of `OTEL_EXPORTER_OTLP_ENDPOINT`. Throws `invalid_otlp_endpoint` if it is no URL.
 */
export function otlpEndpoint(signal: OtlpSignal, baseUrl?: string): OtlpEndpoint | undefined {
  const { key, path } = SIGNALS[signal];
  const exporters = getStringListFromEnv(`OTEL_${key}_EXPORTER`);
  const specific = getStringFromEnv(`OTEL_EXPORTER_OTLP_${key}_ENDPOINT`);
  const isNamed = (baseUrl ?? specific ?? getStringFromEnv('OTEL_EXPORTER_OTLP_ENDPOINT')) !== undefined;
  if (exporters === undefined ? !isNamed : !exporters.includes('otlp')) return undefined;

  const protocol =
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${key}_PROTOCOL`) ?? getStringFromEnv('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol === 'grpc')
    diag.warn('Runlight speaks OTLP over HTTP only: OTEL_EXPORTER_OTLP_PROTOCOL=grpc has no effect');
  const url = baseUrl === undefined ? {} : { url: urlBelow(baseUrl, path) };
  const headers = { 'Content-Type': 'application/json', 'User-Agent': 'runlight-node' };
  // oxlint-disable-next-line typescript/no-deprecated -- the only way to OpenTelemetry's own reading of the environment
  return convertLegacyHttpOptions(url, key, path, headers);
}

function urlBelow(baseUrl: string, path: string): string {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  if (!URL.canParse(path, base)) throw new RunlightError('invalid_otlp_endpoint', `Not a URL: ${baseUrl}`);
  return new URL(path, base).href;
}
