import type { RunEvent } from '@runlight/contract';
import type { ContentRedactor } from '@runlight/sdk';

import type { Write } from '../store/store.ts';
import { redactRecord, redactSpan, textOfBody } from './otlp/redact-telemetry.ts';
import type { LogRecord, Span } from './otlp/schemas.ts';
import { redactEvent } from './redact-event.ts';

/** Redacts events of a run where they are kept, and returns them. */
export async function redactKeptEvents(
  write: Write,
  events: readonly RunEvent[],
  redactor: ContentRedactor,
): Promise<RunEvent[]> {
  const redacted: RunEvent[] = [];
  for (const event of events) {
    const next = redactEvent(event, redactor);
    redacted.push(next);
    const text = JSON.stringify(next);
    if (text === JSON.stringify(event)) continue;
    await write
      .updateTable('events')
      .set({ event: text })
      .where('run_id', '=', event.run_id)
      .where('producer', '=', event.producer)
      .where('seq', '=', event.seq)
      .execute();
  }
  return redacted;
}

/** Redacts the spans and log records of a run's trace where they are kept. */
export async function redactKeptTelemetry(
  write: Write,
  { trace_id, tenant_id }: { readonly trace_id: string; readonly tenant_id: string },
  redactor: ContentRedactor,
): Promise<void> {
  const senders = ['', tenant_id];
  const spans = await write
    .selectFrom('spans')
    .select(['span_id', 'tenant_id', 'span'])
    .where('trace_id', '=', trace_id)
    .where('tenant_id', 'in', senders)
    .execute();
  for (const { span_id, tenant_id: sender, span: text } of spans) {
    const span = redactSpan(JSON.parse(text) as Span, redactor); // only this server writes the column
    await write
      .updateTable('spans')
      .set({ name: span.name, span: JSON.stringify(span) })
      .where('trace_id', '=', trace_id)
      .where('span_id', '=', span_id)
      .where('tenant_id', '=', sender)
      .execute();
  }
  const records = await write
    .selectFrom('log_records')
    .select(['record_id', 'record'])
    .where('trace_id', '=', trace_id)
    .where('tenant_id', 'in', senders)
    .execute();
  for (const { record_id, record: text } of records) {
    const record = redactRecord(JSON.parse(text) as LogRecord, redactor); // as above
    await write
      .updateTable('log_records')
      .set({ body: textOfBody(record), record: JSON.stringify(record) })
      .where('record_id', '=', record_id)
      .execute();
  }
}
