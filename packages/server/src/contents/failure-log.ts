import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { sendersFor } from './senders-for.ts';

/** The least severity of errors. Source: OpenTelemetry's data model of logs. */
const ERROR = 17;

/** The log record that tells best of a failure: the last error that its step logged, else the last one of the trace. */
export async function failureLogId(
  db: Store['db'],
  row: RunRow,
  spanId: string | null,
): Promise<string | null> {
  const errors = db
    .selectFrom('log_records')
    .select('record_id')
    .where('trace_id', '=', row.trace_id)
    .where('tenant_id', 'in', sendersFor(row))
    .where('severity', '>=', ERROR)
    .orderBy('timestamp', 'desc')
    .orderBy('record_id', 'desc')
    .limit(1);
  const ofStep = spanId === null ? undefined : await errors.where('span_id', '=', spanId).executeTakeFirst();
  return (ofStep ?? (await errors.executeTakeFirst()))?.record_id ?? null;
}
