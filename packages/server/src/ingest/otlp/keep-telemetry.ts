import { createHash } from 'node:crypto';

import { ATTR } from '@runlight/contract';
import type { ContentRedactor } from '@runlight/sdk';

import type { Principal } from '../../http/principal.ts';
import type { Parts } from '../../parts.ts';
import { IDS_AT_ONCE, RowWriter } from '../../store/row-writer.ts';
import type { LogRecordsTable, SpansTable } from '../../store/schema.ts';
import type { Write } from '../../store/store.ts';
import { searchable } from '../storable.ts';
import { attributesOf, plainValue } from './any-value.ts';
import { timestampOf } from './nanos.ts';
import { redactRecord, redactSpan } from './redact-telemetry.ts';
import { Rejected } from './rejected.ts';
import { SpanSchema, type Span, type TracesRequest } from './schemas.ts';
import type { PlainRecord } from './sort-logs.ts';

/** Who sent it: the tenant that it speaks for; null for all: then the run of the trace says whose it is. */
type Sender = Pick<Principal, 'tenantId'>;

/** Keeps log records of traces, redacted, each once. */
export async function keepLogRecords(
  parts: Parts,
  records: readonly PlainRecord[],
  sender: Sender,
): Promise<void> {
  if (records.length === 0) return;
  await parts.store.write(async (write) => {
    const runs = await runsOfTraces(
      write,
      records.map(({ record }) => record.traceId),
    );
    const owned = records.map((record) => {
      const attributes = { ...record.resource, ...record.attributes };
      return { record, tenant: tenantOf(attributes, runs.get(record.record.traceId), sender.tenantId) };
    });
    const redactorFor = await parts.redactors.of(tenantsIn(owned), write);
    const receivedAt = parts.timestamp();
    const rows = owned.map(({ record, tenant }) =>
      logRow(record, { tenant, redactor: redactorFor(tenant), receivedAt }),
    );
    await new RowWriter(write).addNew('log_records', ['record_id'], rows);
  });
}

/** Keeps spans, redacted, the latest of each; returns what could not be used. */
export async function keepSpans(parts: Parts, request: TracesRequest, sender: Sender): Promise<Rejected> {
  const rejected = new Rejected();
  const spans = spansIn(request, rejected);
  if (spans.length === 0) return rejected;
  await parts.store.write(async (write) => {
    const runs = await runsOfTraces(
      write,
      spans.map(({ traceId }) => traceId),
    );
    const owned = spans.map((span) => {
      const run = runs.get(span.traceId);
      return { span, run, tenant: tenantOf(attributesOf(span.attributes), run, sender.tenantId) };
    });
    const redactorFor = await parts.redactors.of(tenantsIn(owned), write);
    const receivedAt = parts.timestamp();
    const rows = new Map<string, SpansTable>();
    for (const { span, run, tenant } of owned) {
      const row = spanRow(span, run, { tenant, redactor: redactorFor(tenant), receivedAt });
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

async function runsOfTraces(
  write: Write,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, RunOfTrace>> {
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

interface Arrival {
  readonly tenant: string | undefined;
  readonly redactor: ContentRedactor | undefined;
  readonly receivedAt: string;
}

const STATUS = ['unset', 'ok', 'error'] as const;

function spanRow(span: KnownSpan, run: RunOfTrace | undefined, arrival: Arrival): SpansTable {
  const { tenant, redactor, receivedAt } = arrival;
  const kept = redactor === undefined ? span : redactSpan(span, redactor);
  const started = timestampOf(span.startTimeUnixNano) ?? receivedAt;
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    tenant_id: tenant ?? '',
    run_id: textIn(attributesOf(span.attributes), ATTR.RUN_ID) ?? run?.run_id ?? null,
    name: kept.name,
    started_at: started,
    ended_at: timestampOf(span.endTimeUnixNano) ?? started,
    status: STATUS[span.status?.code ?? 0] ?? 'unset',
    received_at: receivedAt,
    span: JSON.stringify(kept),
  };
}

/** Its id is that of the record as it was sent: whatever a policy makes of it, it is the same. */
function logRow({ record, timestamp }: PlainRecord, arrival: Arrival): LogRecordsTable {
  const { tenant, redactor, receivedAt } = arrival;
  const kept = redactor === undefined ? record : redactRecord(record, redactor);
  const body = plainValue(kept.body);
  return {
    record_id: createHash('sha256')
      .update(`${tenant ?? ''}\n${JSON.stringify(record)}`)
      .digest('base64url'),
    trace_id: record.traceId,
    span_id: record.spanId,
    tenant_id: tenant ?? '',
    timestamp,
    severity: record.severityNumber ?? 0,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    received_at: receivedAt,
    record: JSON.stringify(kept),
  };
}

function tenantsIn(owned: readonly { readonly tenant: string | undefined }[]): Set<string | undefined> {
  return new Set(owned.map(({ tenant }) => tenant));
}

/** Undefined if nobody says whose it is. */
function tenantOf(
  attributes: Readonly<Record<string, unknown>>,
  run: RunOfTrace | undefined,
  sendersTenant: string | null,
): string | undefined {
  const named = textIn(attributes, ATTR.TENANT_ID);
  return sendersTenant ?? run?.tenant_id ?? (named === undefined ? undefined : searchable(named));
}

function textIn(attributes: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' ? value : undefined;
}
