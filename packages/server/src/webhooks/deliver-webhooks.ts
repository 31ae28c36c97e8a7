import type { Parts } from '../parts.ts';
import { claimDue, conclude, release, webhooksWithDue, type Claimed } from './delivery-queue.ts';
import { noteDeliveries } from './note-deliveries.ts';
import { sendDelivery } from './send-delivery.ts';
import type { WebhookRow } from './webhook-row.ts';

/** What one webhook is sent at once: a receiver that hangs holds this many connections, and no other webhook. */
const AT_ONCE = 8;
/** How soon is seen what became due, or what another server put into the queue. */
const LOOK_EVERY_MS = 250;

/** Delivers what webhooks are to be told, from a queue that outlives the server. */
export function deliverWebhooks(parts: Parts): () => Promise<void> {
  const stopping = new AbortController();
  const inFlight = new Map<string, number>();
  const attempts = new Set<Promise<void>>();
  let wake = (): void => undefined;
  let isNoted = false;
  let isFailing = false;

  parts.onApplied.push(async (write, runs) => {
    const at = { now: parts.now(), timestamp: parts.timestamp(), publicUrl: parts.settings.publicUrl };
    if ((await noteDeliveries(write, runs, at)) > 0) isNoted = true;
  });
  const unsubscribe = parts.feed.subscribe(() => {
    if (!isNoted) return;
    isNoted = false;
    wake();
  });

  function attempt(webhook: WebhookRow, claimed: Claimed): void {
    const { webhook_id } = webhook;
    inFlight.set(webhook_id, (inFlight.get(webhook_id) ?? 0) + 1);
    const attempted = deliver(parts, webhook, claimed, stopping.signal)
      .catch((error: unknown) => parts.report('A webhook could not be delivered; it is tried again', error))
      .finally(() => {
        inFlight.set(webhook_id, (inFlight.get(webhook_id) ?? 1) - 1);
        attempts.delete(attempted);
        wake();
      });
    attempts.add(attempted);
  }

  async function look(): Promise<void> {
    for (const webhook of await webhooksWithDue(parts.store, parts.timestamp())) {
      const free = AT_ONCE - (inFlight.get(webhook.webhook_id) ?? 0);
      if (free <= 0) continue;
      for (const claimed of await claimDue(parts.store, webhook.webhook_id, free, parts.now())) {
        attempt(webhook, claimed);
      }
    }
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      const woken = Promise.withResolvers<void>();
      wake = woken.resolve;
      try {
        await look();
        isFailing = false;
      } catch (error) {
        if (!isFailing) parts.report('Webhooks could not be read; they wait until they can be', error);
        isFailing = true; // said once, however long the database is away
      }
      const timer = setTimeout(wake, LOOK_EVERY_MS);
      await woken.promise;
      clearTimeout(timer);
    }
  }

  const looking = keepLooking();
  return async () => {
    unsubscribe();
    stopping.abort();
    wake();
    await looking;
    await Promise.all(attempts);
  };
}

async function deliver(
  parts: Parts,
  webhook: WebhookRow,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<void> {
  try {
    const answer = await sendDelivery(parts, webhook, claimed.delivery, signal);
    await conclude(parts.store, claimed, answer, parts.now());
  } catch (error) {
    if (!signal.aborted) throw error;
    await release(parts.store, claimed); // this server stops; it is sent again, with the same id
  }
}
