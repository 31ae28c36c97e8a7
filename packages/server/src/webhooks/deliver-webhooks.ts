import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import { claimDue, conclude, release, webhooksWithDue, type Claimed } from './delivery-queue.ts';
import { sendDelivery } from './send-delivery.ts';
import type { WebhookRow } from './webhook-row.ts';

/** What one webhook is sent at once: a receiver that hangs holds this many connections, and no other webhook. */
const AT_ONCE = 8;
/** How soon is seen what became due, or what another server put into the queue. */
const LOOK_EVERY_MS = 250;

/** Delivers what webhooks are to be told, from a queue that outlives the server. */
export function deliverWebhooks(parts: Parts): () => Promise<void> {
  const inFlight = new Map<string, number>();
  const attempts = new Set<Promise<void>>();

  function attempt(webhook: WebhookRow, claimed: Claimed, signal: AbortSignal): void {
    const { webhook_id } = webhook;
    inFlight.set(webhook_id, (inFlight.get(webhook_id) ?? 0) + 1);
    const attempted = deliver(parts, webhook, claimed, signal)
      .catch((error: unknown) => parts.report('A webhook could not be delivered; it is tried again', error))
      .finally(() => {
        inFlight.set(webhook_id, (inFlight.get(webhook_id) ?? 1) - 1);
        attempts.delete(attempted);
        looking.wake();
      });
    attempts.add(attempted);
  }

  async function look(signal: AbortSignal): Promise<void> {
    for (const webhook of await webhooksWithDue(parts.store, parts.timestamp())) {
      const free = AT_ONCE - (inFlight.get(webhook.webhook_id) ?? 0);
      if (free <= 0) continue;
      for (const claimed of await claimDue(parts.store, webhook.webhook_id, free, parts.now())) {
        attempt(webhook, claimed, signal);
      }
    }
  }

  const looking = repeat(look, {
    everyMs: LOOK_EVERY_MS,
    onTrouble: (error) => parts.report('Webhooks could not be read; they wait until they can be', error),
  });
  const unsubscribe = parts.feed.subscribe(() => looking.wake()); // a change may be one that webhooks are told of
  return async () => {
    unsubscribe();
    await looking.stop();
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
