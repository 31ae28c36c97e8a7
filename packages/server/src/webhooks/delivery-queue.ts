import { formatTimestamp } from '@runlight/contract';
import type { ExpressionBuilder } from 'kysely';

import type { Database } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import type { Answer } from './post.ts';
import { afterAttempt } from './retry.ts';
import type { DeliveryRow, WebhookRow } from './webhook-row.ts';

/** Longer than an attempt can take: nobody else has it meanwhile, and when its server dies another one soon does. */
export const LEASE_MS = 30_000;
/** A webhook of which nothing but failures was heard for so long is disabled. */
const DISABLE_AFTER_MS = 5 * 86_400_000;

/** A delivery that is this server's until its lease is over. */
export interface Claimed {
  readonly delivery: DeliveryRow;
  readonly lease: string;
}

/** The enabled webhooks that have something due. */
export async function webhooksWithDue(store: Store, now: string): Promise<WebhookRow[]> {
  return store.db
    .selectFrom('webhooks')
    .selectAll()
    .where('disabled_at', 'is', null)
    .where('webhook_id', 'in', (on) =>
      on
        .selectFrom('webhook_deliveries')
        .select('webhook_id')
        .distinct()
        .where('status', '=', 'pending')
        .where('next_attempt_at', '<=', now)
        .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)])),
    )
    .execute();
}

/** Takes deliveries that are due: of each run the first that is not over, and each by one server. */
export async function claimDue(
  store: Store,
  webhookId: string,
  limit: number,
  now: number,
): Promise<Claimed[]> {
  const [at, lease] = [formatTimestamp(now), formatTimestamp(now + LEASE_MS)];
  return store.write(async (write) => {
    const due = await write
      .selectFrom('webhook_deliveries')
      .selectAll()
      .where('webhook_id', '=', webhookId)
      .where('status', '=', 'pending')
      .where('next_attempt_at', '<=', at)
      .where((on) => on.not(on.exists(heldOfRun(on, at))))
      .orderBy('next_attempt_at')
      .limit(limit)
      .execute();
    if (due.length > 0) {
      const ids = due.map(({ delivery_id }) => delivery_id);
      await write
        .updateTable('webhook_deliveries')
        .set({ lease_until: lease })
        .where('delivery_id', 'in', ids)
        .execute();
    }
    return due.map((delivery) => ({ delivery, lease }));
  });
}

/** A delivery of the same run that somebody is sending. */
function heldOfRun(on: ExpressionBuilder<Database, 'webhook_deliveries'>, at: string) {
  return on
    .selectFrom('webhook_deliveries as held')
    .select('held.delivery_id')
    .whereRef('held.webhook_id', '=', 'webhook_deliveries.webhook_id')
    .whereRef('held.run_id', '=', 'webhook_deliveries.run_id')
    .where('held.status', '=', 'pending')
    .where('held.lease_until', '>', at);
}

/** Gives a delivery back that was not attempted to its end. */
export async function release(store: Store, { delivery, lease }: Claimed): Promise<void> {
  await store.write((write) =>
    write
      .updateTable('webhook_deliveries')
      .set({ lease_until: null })
      .where('delivery_id', '=', delivery.delivery_id)
      .where('lease_until', '=', lease)
      .execute(),
  );
}

/** Writes down what came of an attempt, unless somebody else has the delivery by now. */
export async function conclude(
  store: Store,
  { delivery, lease }: Claimed,
  answer: Answer,
  now: number,
): Promise<void> {
  const at = formatTimestamp(now);
  const { delivery_id, webhook_id, run_id } = delivery;
  await store.write(async (write) => {
    const { numUpdatedRows } = await write
      .updateTable('webhook_deliveries')
      .set({ ...afterAttempt(delivery.attempts + 1, answer, now), lease_until: null })
      .where('delivery_id', '=', delivery_id)
      .where('lease_until', '=', lease)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await promote(write, webhook_id, run_id, at);
    if (answer.delivered) {
      await write
        .updateTable('webhooks')
        .set({ failing_since: null })
        .where('webhook_id', '=', webhook_id)
        .where('failing_since', 'is not', null)
        .execute();
    } else {
      await noteFailure(write, webhook_id, answer, now);
    }
  });
}

async function noteFailure(write: Write, webhookId: string, answer: Answer, now: number): Promise<void> {
  const at = formatTimestamp(now);
  const webhook = await write
    .selectFrom('webhooks')
    .select('failing_since')
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();
  const since = webhook?.failing_since ?? at;
  const isGone = answer.status === 410;
  const reason = isGone
    ? 'The receiver answered 410 Gone: it wants no more'
    : since <= formatTimestamp(now - DISABLE_AFTER_MS)
      ? `Every delivery failed since ${since}; the last: ${answer.error ?? 'no answer'}`
      : undefined;
  await write
    .updateTable('webhooks')
    .set({
      failing_since: since,
      ...(reason !== undefined && { disabled_at: at, disabled_reason: reason }),
    })
    .where('webhook_id', '=', webhookId)
    .execute();
}

/** The first delivery of a run that is not over. */
export function headOf(
  write: Write,
  webhookId: string,
  runId: string,
): Promise<Pick<DeliveryRow, 'delivery_id' | 'sequence' | 'next_attempt_at'> | undefined> {
  return write
    .selectFrom('webhook_deliveries')
    .select(['delivery_id', 'sequence', 'next_attempt_at'])
    .where('webhook_id', '=', webhookId)
    .where('run_id', '=', runId)
    .where('status', '=', 'pending')
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
}

/** Keeps the invariant of the queue: of each run the first delivery that is not over has a next attempt, and no other. */
export async function promote(write: Write, webhookId: string, runId: string, at: string): Promise<void> {
  const head = await headOf(write, webhookId, runId);
  if (head === undefined) return;
  await write
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: null })
    .where('webhook_id', '=', webhookId)
    .where('run_id', '=', runId)
    .where('status', '=', 'pending')
    .where('sequence', '>', head.sequence)
    .where('next_attempt_at', 'is not', null)
    .execute();
  if (head.next_attempt_at !== null) return;
  await write
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: at })
    .where('delivery_id', '=', head.delivery_id)
    .execute();
}

/** Has everything that a webhook waits to be sent tried at once. */
export async function tryNow(write: Write, webhookId: string, at: string): Promise<void> {
  await write
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: at })
    .where('webhook_id', '=', webhookId)
    .where('status', '=', 'pending')
    .where('next_attempt_at', '>', at)
    .execute();
}
