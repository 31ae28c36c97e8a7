import { toStep, type StepState } from '@runlight/contract';

import type { AppliedRun } from '../ingest/take-events.ts';
import { newId } from '../new-id.ts';
import { readRunItems } from '../runs/read-run-items.ts';
import type { Write } from '../store/store.ts';
import { headOf } from './delivery-queue.ts';
import { noticesOf, type Notice } from './notices.ts';
import { pageOf, payloadOf } from './payload.ts';
import { noteTold, tellingOf, toldOf, type Told } from './told-runs.ts';
import { wants, type WebhookRow } from './webhook-row.ts';

interface Moment {
  readonly now: number;
  readonly timestamp: string;
  /** Where people reach the server. */
  readonly publicUrl: string | undefined;
}

/**
 * Puts what the new events of runs mean into the queues of the webhooks that want it, in the transaction of the events: a
 * delivery exists if and only if they do. Returns how many.
 */
export async function noteDeliveries(write: Write, runs: readonly AppliedRun[], at: Moment): Promise<number> {
  const webhooks = await write.selectFrom('webhooks').selectAll().where('disabled_at', 'is', null).execute();
  let noted = 0;
  for (const run of runs) {
    const ofRun = webhooks.filter(({ tenant_id }) => tenant_id === '' || tenant_id === run.tenantId);
    noted += await noteDeliveriesOf(write, run, ofRun, at);
  }
  return noted;
}

async function noteDeliveriesOf(
  write: Write,
  run: AppliedRun,
  webhooks: readonly WebhookRow[],
  at: Moment,
): Promise<number> {
  const notices = webhooks.length === 0 ? [] : noticesOf(run);
  if (notices.length === 0) return 0;
  const [item] = await readRunItems(write, { tenantId: null }, [run.runId], at.now);
  if (item === undefined) return 0;
  let noted = 0;
  for (const webhook of webhooks) {
    const wanted = notices.filter(({ kind }) => wants(webhook, kind, item));
    if (wanted.length === 0) continue;
    let told = await toldOf(write, webhook.webhook_id, run.runId);
    const fresh = withoutRepetition(wanted, told);
    if (fresh.length === 0) continue;
    let isHead = (await headOf(write, webhook.webhook_id, run.runId)) === undefined;
    for (const notice of fresh) {
      const { failedAs } = told;
      told = tellingOf(notice, told);
      const payload = payloadOf(notice, {
        run: item,
        url: pageOf(run.runId, at),
        step: notice.spanId === null ? null : await stepOf(write, run.runId, notice.spanId),
        sequence: told.sequence,
        corrects: notice.corrects ? failedAs : null,
      });
      await write
        .insertInto('webhook_deliveries')
        .values({
          delivery_id: newId('msg'),
          webhook_id: webhook.webhook_id,
          tenant_id: run.tenantId,
          run_id: run.runId,
          sequence: told.sequence,
          kind: notice.kind,
          payload: JSON.stringify(payload),
          created_at: at.timestamp,
          status: 'pending',
          attempts: 0,
          next_attempt_at: isHead ? at.timestamp : null,
        })
        .execute();
      isHead = false;
      noted += 1;
    }
    await noteTold(write, webhook.webhook_id, run.runId, told);
  }
  return noted;
}

function withoutRepetition(notices: readonly Notice[], { hasStarted }: Told): Notice[] {
  const starts = notices.filter(({ kind, corrects }) => kind === 'run.started' && !corrects);
  const first = hasStarted ? undefined : starts[0];
  return notices.filter((notice) => notice === first || !starts.includes(notice));
}

async function stepOf(write: Write, runId: string, spanId: string) {
  const row = await write
    .selectFrom('steps')
    .select('state')
    .where('run_id', '=', runId)
    .where('span_id', '=', spanId)
    .executeTakeFirst();
  return row === undefined ? null : toStep(JSON.parse(row.state) as StepState, runId); // only this server writes it
}
