import { createHash } from 'node:crypto';

import { ATTR } from '@runlight/contract';
import type { ContentRedactor } from '@runlight/sdk';

import type { Principal } from '../../http/principal.ts';
import type { Parts } from '../../parts.ts';
import { IDS_AT_ONCE, RowWriter } from '../../store/row-writer.ts';
import type { LogRecordsTable, SpansTable } from '../../store/schema.ts';
import type { Store, Write } from '../../store/store.ts';
import { searchable } from '../storable.ts';
import { attributesOf } from './any-value.ts';
import { timestampOf } from './nanos.ts';
import { redactRecord, redactSpan, textOfBody } from './redact-telemetry.ts';
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
  const owners = (on: Store['db'] | Write) =>
    ownersOf(parts, on, records, sender, ({ record, resource, attributes }) => ({
      traceId: record.traceId,
      attributes: { ...resource, ...attributes },
    }));
  const rowOf = (record: PlainRecord, owner: Owner) => logRow(record, owner, parts.timestamp());
  await writeOwned(parts, records, owners, rowOf, (write, rows) =>
    new RowWriter(write).addNew('log_records', ['record_id'], rows),
  );
}

/** Keeps spans, redacted, the latest of each; returns what could not be used. */
export async function keepSpans(parts: Parts, request: TracesRequest, sender: Sender): Promise<Rejected> {
  const rejected = new Rejected();
  const spans = spansIn(request, rejected);
  if (spans.length === 0) return rejected;
  const owners = (on: Store['db'] | Write) =>
    ownersOf(parts, on, spans, sender, ({ traceId, attributes }) => ({
      traceId,
      attributes: attributesOf(attributes),
    }));
  const rowOf = (span: KnownSpan, owner: Owner) => spanRow(span, owner, parts.timestamp());
  await writeOwned(parts, spans, owners, rowOf, (write, rows) => {
    const latest = new Map(rows.map((row) => [`${row.trace_id} ${row.span_id} ${row.tenant_id}`, row]));
    return new RowWriter(write).upsert('spans', ['trace_id', 'span_id', 'tenant_id'], [...latest.values()]);
  });
  return rejected;
}

/** Whose a span or a log record is, and what takes out of it what they want taken out. */
interface Owner {
  readonly run: RunOfTrace | undefined;
  /** Undefined if nobody says. */
  readonly tenant: string | undefined;
  readonly redactor: ContentRedactor | undefined;
}

async function ownersOf<T>(
  { redactors }: Pick<Parts, 'redactors'>,
  on: Store['db'] | Write,
  items: readonly T[],
  { tenantId }: Sender,
  partsOf: (item: T) => {
    readonly traceId: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  },
): Promise<Owner[]> {
  const known = items.map((item) => partsOf(item));
  const runs = await runsOfTraces(
    on,
    known.map(({ traceId }) => traceId),
  );
  const owned = known.map(({ traceId, attributes }) => {
    const run = runs.get(traceId);
    return { run, tenant: tenantOfTelemetry(attributes, run, tenantId) };
  });
  const redactorFor = await redactors.of(new Set(owned.map(({ tenant }) => tenant)), on);
  return owned.map(({ run, tenant }) => ({ run, tenant, redactor: redactorFor(tenant) }));
}

/** Redacting takes its time: rows are made before the write, and made anew in it only where their owner is another. */
async function writeOwned<T, Row>(
  { store }: Pick<Parts, 'store'>,
  items: readonly T[],
  ownersOn: (on: Store['db'] | Write) => Promise<Owner[]>,
  rowOf: (item: T, owner: Owner) => Row,
  keep: (write: Write, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  const make = (owners: readonly Owner[], ready: (nth: number, owner: Owner) => Row | undefined) =>
    items.flatMap((item, nth) => {
      const owner = owners[nth];
      return owner === undefined ? [] : [ready(nth, owner) ?? rowOf(item, owner)];
    });
  const before = await ownersOn(store.db);
  const rows = make(before, () => undefined);
  await store.write(async (write) => {
    const isSame = (nth: number, { run, tenant, redactor }: Owner): boolean =>
      before[nth]?.run?.run_id === run?.run_id &&
      before[nth]?.tenant === tenant &&
      before[nth]?.redactor === redactor;
    const now = make(await ownersOn(write), (nth, owner) => (isSame(nth, owner) ? rows[nth] : undefined));
    await keep(write, now);
  });
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
  on: Store['db'] | Write,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, RunOfTrace>> {
  const runs = new Map<string, RunOfTrace>();
  const unique = [...new Set(traceIds)];
  for (let at = 0; at < unique.length; at += IDS_AT_ONCE) {
    const rows = await on
      .selectFrom('runs')
      .select(['run_id', 'tenant_id', 'trace_id'])
      .where('trace_id', 'in', unique.slice(at, at + IDS_AT_ONCE))
      .execute();
    for (const { trace_id, ...run } of rows) runs.set(trace_id, run);
  }
  return runs;
}

const STATUS = ['unset', 'ok', 'error'] as const;

function spanRow(span: KnownSpan, { run, tenant, redactor }: Owner, receivedAt: string): SpansTable {
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
function logRow(
  { record, timestamp }: PlainRecord,
  { tenant, redactor }: Owner,
  receivedAt: string,
): LogRecordsTable {
  const kept = redactor === undefined ? record : redactRecord(record, redactor);
  return {
    record_id: createHash('sha256')
      .update(`${tenant ?? ''}\n${JSON.stringify(record)}`)
      .digest('base64url'),
    trace_id: record.traceId,
    span_id: record.spanId,
    tenant_id: tenant ?? '',
    timestamp,
    severity: record.severityNumber ?? 0,
    body: textOfBody(kept),
    received_at: receivedAt,
    record: JSON.stringify(kept),
  };
}

/** Undefined if nobody says whose it is. */
function tenantOfTelemetry(
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
