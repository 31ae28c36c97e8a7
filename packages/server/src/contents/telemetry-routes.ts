import { sentenceOf, stepIdFromSpanId, type Json, type RunEvent } from '@runlight/contract';

import { listEvents, listLogs, listSpans } from '../api/run-contents.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { positionIn, tokenOf } from '../http/cursor.ts';
import { attributesOf } from '../ingest/otlp/any-value.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { EventsTable, LogRecordsTable, SpansTable } from '../store/schema.ts';
import { boundedPage } from './bounded-page.ts';
import { lengthMs } from './intervals.ts';
import { sendersFor } from './senders-for.ts';
import { severityText } from './severity-text.ts';

const MAX_SPANS = 10_000;

/** What a run told: its events, and the spans and log records of its trace. */
export const telemetryRoutes: Routes = (parts) => {
  const { db } = parts.store;
  const { secret } = parts.settings;
  /** Which spans are those of steps: inside of them there may be others. */
  const spansOfSteps = async (runId: string, records: readonly LogRecordsTable[]): Promise<Set<string>> => {
    const spanIds = new Set(records.flatMap(({ span_id }) => span_id ?? []));
    if (spanIds.size === 0) return spanIds;
    const rows = await db
      .selectFrom('steps')
      .select('span_id')
      .where('run_id', '=', runId)
      .where('span_id', 'in', [...spanIds])
      .execute();
    return new Set(rows.map(({ span_id }) => span_id));
  };
  return newApi()
    .openapi(listEvents, async (c) => {
      const { run_id } = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const { limit, next_token, name: names } = c.req.valid('query');
      const question = ['events', run_id, names];
      const [from = '', producer = '', seq = 0] =
        next_token === undefined ? [] : positionIn(next_token, question, secret);
      const page = await boundedPage<EventsTable>(
        limit,
        ({ event }) => event.length,
        (last, count) =>
          db
            .selectFrom('events')
            .selectAll()
            .where('run_id', '=', run_id)
            .$if(names !== undefined, (query) => query.where('name', 'in', `${names}`.split(',')))
            .where((eb) =>
              eb(
                eb.refTuple('timestamp', 'producer', 'seq'),
                '>',
                eb.tuple(
                  last?.timestamp ?? `${from}`,
                  last?.producer ?? `${producer}`,
                  last?.seq ?? Number(seq),
                ),
              ),
            )
            .orderBy('timestamp')
            .orderBy('producer')
            .orderBy('seq')
            .limit(count)
            .execute(),
      );
      const last = page.isMore ? page.rows.at(-1) : undefined;
      const events = page.rows.map(({ event_id, name, timestamp, received_at, span_id, event: text }) => {
        const event = JSON.parse(text) as RunEvent & Json; // it was checked before it was kept
        return { event_id, name, timestamp, received_at, span_id, sentence: sentenceOf(event), event };
      });
      const token = last && tokenOf([last.timestamp, last.producer, last.seq], question, secret);
      return c.json({ events, next_token: token ?? null }, 200);
    })
    .openapi(listSpans, async (c) => {
      const run = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const page = await boundedPage<SpansTable>(
        MAX_SPANS,
        ({ span }) => span.length,
        (last, count) =>
          db
            .selectFrom('spans')
            .selectAll()
            .where('trace_id', '=', run.trace_id)
            .where('tenant_id', 'in', sendersFor(run))
            .where((eb) =>
              eb(
                eb.refTuple('started_at', 'span_id', 'tenant_id'),
                '>',
                eb.tuple(last?.started_at ?? '', last?.span_id ?? '', last?.tenant_id ?? ''),
              ),
            )
            .orderBy('started_at')
            .orderBy('span_id')
            .orderBy('tenant_id')
            .limit(count)
            .execute(),
      );
      const spans = page.rows.map((row) => ({
        span_id: row.span_id,
        parent_span_id: row.parent_span_id,
        name: row.name,
        started_at: row.started_at,
        ended_at: row.ended_at,
        duration_ms: lengthMs({ from: row.started_at, to: row.ended_at }),
        status: row.status,
        attributes: attributesIn(row.span),
      }));
      return c.json({ spans, truncated: page.isMore }, 200);
    })
    .openapi(listLogs, async (c) => {
      const run = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const { limit, next_token, span_id: spanId } = c.req.valid('query');
      const question = ['logs', run.run_id, spanId];
      const [from = '', recordId = ''] =
        next_token === undefined ? [] : positionIn(next_token, question, secret);
      const page = await boundedPage<LogRecordsTable>(
        limit,
        ({ body, record }) => body.length + record.length,
        (last, count) =>
          db
            .selectFrom('log_records')
            .selectAll()
            .where('trace_id', '=', run.trace_id)
            .where('tenant_id', 'in', sendersFor(run))
            .$if(spanId !== undefined, (query) => query.where('span_id', '=', `${spanId}`))
            .where((eb) =>
              eb(
                eb.refTuple('timestamp', 'record_id'),
                '>',
                eb.tuple(last?.timestamp ?? `${from}`, last?.record_id ?? `${recordId}`),
              ),
            )
            .orderBy('timestamp')
            .orderBy('record_id')
            .limit(count)
            .execute(),
      );
      const last = page.isMore ? page.rows.at(-1) : undefined;
      const stepSpans = await spansOfSteps(run.run_id, page.rows);
      const logs = page.rows.map(({ record_id, timestamp, severity, body, span_id, record }) => ({
        id: record_id,
        run_id: run.run_id,
        step_id: span_id !== null && stepSpans.has(span_id) ? stepIdFromSpanId(span_id) : null,
        timestamp,
        severity: severityText(severity),
        body,
        span_id,
        attributes: attributesIn(record),
      }));
      const token = last && tokenOf([last.timestamp, last.record_id], question, secret);
      return c.json({ logs, next_token: token ?? null }, 200);
    });
};

/** The attributes of a span or a log record that is kept as OTLP. */
function attributesIn(text: string): Record<string, Json> {
  const { attributes } = JSON.parse(text) as { attributes?: readonly unknown[] }; // only this server writes the column
  return attributesOf(attributes) as Record<string, Json>; // plain values of what was JSON
}
