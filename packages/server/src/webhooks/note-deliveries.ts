import { toStep, type StepState } from '@runlight/contract';

import type { RunItem } from '../api/run-item.ts';
import type { AppliedRun, OnApplied } from '../ingest/take-events.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import { readRunItems } from '../runs/read-run-items.ts';
import { IDS_AT_ONCE } from '../store/row-writer.ts';
import type { Write } from '../store/store.ts';
import { headOf } from './delivery-queue.ts';
import { noticesOf, type Notice } from './notices.ts';
import { pageOf, payloadOf } from './payload.ts';
import { noteTold, tellingOf, toldOf, type Told } from './told-runs.ts';
import { isAbout, readWishes, type Wishes } from './webhook-row.ts';

/**
 * Puts what the new events of runs mean into the queues of the webhooks that want it, in the transaction of the events: a
 * delivery exists if and only if they do.
 */
export const noteDeliveries: OnApplied = async (write, runs, parts) => {
  const rows = await write.selectFrom('webhooks').selectAll().where('disabled_at', 'is', null).execute();
  const webhooks = rows.map((row) => readWishes(row));
  const wanted = new Set(webhooks.flatMap(({ kinds }) => [...kinds]));
  if (wanted.size === 0) return;
  const noticed: { readonly run: AppliedRun; readonly notices: readonly Notice[] }[] = [];
  for (const run of runs) {
    const notices = noticesOf(run).filter(({ kind }) => wanted.has(kind));
    const news = await withoutOldReminders(write, run.runId, notices);
    if (news.length > 0) noticed.push({ run, notices: news });
  }
  const items = new Map<string, RunItem>();
  for (let at = 0; at < noticed.length; at += IDS_AT_ONCE) {
    const runIds = noticed.slice(at, at + IDS_AT_ONCE).map(({ run }) => run.runId);
    const read = await readRunItems(write, { tenantId: null }, runIds, parts.now());
    for (const item of read) items.set(item.id, item);
  }
  for (const { run, notices } of noticed) {
    const item = items.get(run.runId);
    if (item === undefined) continue;
    for (const webhook of webhooks.filter((wishes) => isAbout(wishes, item))) {
      await noteDeliveriesTo(write, webhook, { run, item, notices }, parts);
    }
  }
};

async function noteDeliveriesTo(
  write: Write,
  { webhookId, kinds }: Wishes,
  noticed: { readonly run: AppliedRun; readonly item: RunItem; readonly notices: readonly Notice[] },
  parts: Parts,
): Promise<void> {
  const { run, item, notices } = noticed;
  const wanted = notices.filter(({ kind }) => kinds.has(kind));
  if (wanted.length === 0) return;
  let told = await toldOf(write, webhookId, run.runId);
  const fresh = withoutRepetition(wanted, told);
  if (fresh.length === 0) return;
  const at = parts.timestamp();
  let isHead = (await headOf(write, webhookId, run.runId)) === undefined;
  for (const notice of fresh) {
    const { failedAs } = told;
    told = tellingOf(notice, told);
    const payload = payloadOf(notice, {
      run: item,
      url: pageOf(run.runId, parts.settings),
      step: notice.spanId === null ? null : await stepOf(write, run.runId, notice.spanId),
      sequence: told.sequence,
      reminder: notice.reminder?.number ?? null,
      corrects: notice.corrects ? failedAs : null,
    });
    await write
      .insertInto('webhook_deliveries')
      .values({
        delivery_id: newId('msg'),
        webhook_id: webhookId,
        tenant_id: run.tenantId,
        run_id: run.runId,
        sequence: told.sequence,
        kind: notice.kind,
        payload: JSON.stringify(payload),
        created_at: at,
        status: 'pending',
        attempts: 0,
        next_attempt_at: isHead ? at : null,
      })
      .execute();
    isHead = false;
  }
  await noteTold(write, webhookId, run.runId, told);
}

/** Several may remind of the same wait, a Collector and this server: each number is told once. */
async function withoutOldReminders(
  write: Write,
  runId: string,
  notices: readonly Notice[],
): Promise<readonly Notice[]> {
  if (notices.every(({ reminder }) => reminder === undefined)) return notices;
  const row = await write
    .selectFrom('reminders')
    .select(['wait_id', 'reached'])
    .where('run_id', '=', runId)
    .executeTakeFirst();
  const told = new Map(row === undefined ? [] : [[row.wait_id, row.reached]]);
  return notices.filter(({ reminder }) => {
    if (reminder === undefined) return true;
    const { waitId, number } = reminder;
    const isNew = number > (told.get(waitId) ?? 0);
    if (isNew) told.set(waitId, number);
    return isNew;
  });
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
