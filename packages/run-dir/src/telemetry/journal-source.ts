import { join } from 'node:path';

import { TraceFlags, type Attributes, type SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { RunEvent } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';

/** Names an event of a run's journal, and with it the log record that carries it or the span that ended with it. */
export interface JournalKey {
  readonly runId: string;
  readonly producer: string;
  readonly seq: number;
}

export function keyOf({ run_id, producer, seq }: RunEvent): JournalKey {
  return { runId: run_id, producer, seq };
}

type InstrumentationScope = ReadableSpan['instrumentationScope'];

/** What a run's telemetry is about and who made it, as `metadata.json` keeps it from the first event on. */
export interface TelemetrySource {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}

const UNKNOWN_SCOPE: InstrumentationScope = { name: '@runlight/sdk' };

/** Reads where a run's telemetry came from. A run of which that is not known has an empty resource. */
export function telemetrySourceOf(directory: string): TelemetrySource {
  const metadata = readJsonFile(join(directory, FILES.metadata));
  const telemetry = isRecord(metadata) && isRecord(metadata['telemetry']) ? metadata['telemetry'] : {};
  const { resource, scope } = telemetry;
  return {
    resource: resourceOf(isRecord(resource) ? resource : {}),
    scope: scopeOf(scope),
  };
}

/** A span of a run, as others refer to it. */
export function spanContextOf(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}

/** A resource with attributes that are settled: all that exporters ask of one. */
function resourceOf(attributes: Attributes): Resource {
  return {
    attributes,
    getRawAttributes: () => Object.entries(attributes),
    merge: (other) => resourceOf({ ...attributes, ...other?.attributes }),
  };
}

function scopeOf(value: unknown): InstrumentationScope {
  if (!isRecord(value) || typeof value['name'] !== 'string') return UNKNOWN_SCOPE;
  const { name, version } = value;
  return typeof version === 'string' ? { name, version } : { name };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
