import { createHash } from 'node:crypto';

import { ATTR } from '@runlight/contract';

import { IDS_AT_ONCE, RowWriter } from '../../store/row-writer.ts';
import type { LogRecordsTable, SpansTable } from '../../store/schema.ts';
import type { Store, Write } from '../../store/store.ts';
import { searchable } from '../storable.ts';
import { attributesOf, plainValue } from './any-value.ts';
import { timestampOf } from './nanos.ts';
import { Rejected } from './rejected.ts';
import { SpanSchema, type Span, type TracesRequest } from './schemas.ts';
import type { PlainRecord } from './sort-logs.ts';

/** Whose telemetry it is, and when it arrived. */
export interface Arrival {
  /** The tenant that the sender speaks for; null for all: then the run of the trace says whose it is. */
  readonly tenantId: string | null;
  readonly receivedAt: string;
}

/** Keeps log records of traces, each once. */
export async function keepLogRecords(
  store: Store,
  records: readonly PlainRecord[],
  arrival: Arrival,
): Promise<void> {
  if (records.length === 0) return;
  await store.write(async (write) => {
    const runs = await runsOfTraces(
      write,
      records.map(({ record }) => record.traceId),
    );
    const rows = records.map((record) => logRow(record, runs, arrival));
    await new RowWriter(write).addNew('log_records', ['record_id'], rows);
  });
}

/** Keeps spans, the latest of each; returns what could not be used. */
export async function keepSpans(store: Store, request: TracesRequest, arrival: Arrival): Promise<Rejected> {
  const rejected = new Rejected();
  const spans = spansIn(request, rejected);
  if (spans.length === 0) return rejected;
  await store.write(async (write) => {
    const runs = await runsOfTraces(
      write,
      spans.map(({ traceId }) => traceId),
    );
    const rows = new Map<string, SpansTable>();
    for (const span of spans) {
      const row = spanRow(span, runs, arrival);
      rows.set(`${row.trace_id} ${row.span_id} ${row.tenant_id}`, row);
    }
    await new RowWriter(write).upsert('spans', ['trace_id', 'span_id', 'tenant_id'], [...rows.values()]);
  });
  return rejected;
}

type KnownSpan = Span & { traceId: string; spanId: string };

function spansIn(request: TracesRequest, rejected: Rejected): KnownSpan[] {
  const spans: KnownSpan[] = [];
  for (const { scopeSpans = [] } of request.resourceSpans ?? []) {
    for (const given of scopeSpans.flatMap((scope) => scope.spans ?? [])) {
      const parsed = SpanSchema.safeParse(given);
      if (!parsed.success) {
        rejected.because('a span', parsed.error);
        continue;
      }
      const { traceId, spanId, startTimeUnixNano } = parsed.data;
      if (traceId === null || spanId === null || timestampOf(startTimeUnixNano) === null) {
        rejected.add(1, 'a span has no trace id, no span id or no time');
        continue;
      }
      spans.push({ ...parsed.data, traceId, spanId });
    }
  }
  return spans;
}

type RunOfTrace = { readonly run_id: string; readonly tenant_id: string };
type RunsOfTraces = ReadonlyMap<string, RunOfTrace>;

async function runsOfTraces(write: Write, traceIds: readonly string[]): Promise<RunsOfTraces> {
  const runs = new Map<string, RunOfTrace>();
  const unique = [...new Set(traceIds)];
  for (let at = 0; at < unique.length; at += IDS_AT_ONCE) {
    const rows = await write
      .selectFrom('runs')
      .select(['run_id', 'tenant_id', 'trace_id'])
      .where('trace_id', 'in', unique.slice(at, at + IDS_AT_ONCE))
      .execute();
    for (const { trace_id, ...run } of rows) runs.set(trace_id, run);
  }
  return runs;
}

const STATUS = ['unset', 'ok', 'error'] as const;

function spanRow(span: KnownSpan, runs: RunsOfTraces, { tenantId, receivedAt }: Arrival): SpansTable {
  const attributes = attributesOf(span.attributes);
  const run = runs.get(span.traceId);
  const started = timestampOf(span.startTimeUnixNano) ?? receivedAt;
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    tenant_id: tenantOf(attributes, run, tenantId),
    run_id: textIn(attributes, ATTR.RUN_ID) ?? run?.run_id ?? null,
    name: span.name,
    started_at: started,
    ended_at: timestampOf(span.endTimeUnixNano) ?? started,
    status: STATUS[span.status?.code ?? 0] ?? 'unset',
    received_at: receivedAt,
    span: JSON.stringify(span),
  };
}

function logRow(
  { record, timestamp, attributes, resource }: PlainRecord,
  runs: RunsOfTraces,
  { tenantId, receivedAt }: Arrival,
): LogRecordsTable {
  const tenant = tenantOf({ ...resource, ...attributes }, runs.get(record.traceId), tenantId);
  const text = JSON.stringify(record);
  const body = plainValue(record.body);
  return {
    record_id: createHash('sha256').update(`${tenant}\n${text}`).digest('base64url'),
    trace_id: record.traceId,
    span_id: record.spanId,
    tenant_id: tenant,
    timestamp,
    severity: record.severityNumber ?? 0,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    received_at: receivedAt,
    record: text,
  };
}

function tenantOf(
  attributes: Readonly<Record<string, unknown>>,
  run: RunOfTrace | undefined,
  sendersTenant: string | null,
): string {
  return sendersTenant ?? run?.tenant_id ?? searchable(textIn(attributes, ATTR.TENANT_ID) ?? '');
}

function textIn(attributes: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' ? value : undefined;
}
