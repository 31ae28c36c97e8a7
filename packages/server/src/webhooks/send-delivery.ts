import type { Parts } from '../parts.ts';
import { post, type Answer } from './post.ts';
import { openSecret } from './sealed-secret.ts';
import { signatureHeaders } from './sign.ts';
import type { DeliveryRow, WebhookRow } from './webhook-row.ts';

/** Nothing is sent that its receiver could not verify. */
const UNREADABLE: Answer = {
  delivered: false,
  status: null,
  body: null,
  error:
    'Its secret was kept by a server with another secret file; rotate it, and give the new one to its receiver',
  retryAfterMs: null,
};

/**
 * Signs a delivery and sends it once; resolves with what came of it, and rejects when the signal is aborted. For a day
 * after a rotation both secrets sign.
 */
export async function sendDelivery(
  parts: Pick<Parts, 'settings' | 'now' | 'timestamp'>,
  webhook: WebhookRow,
  { delivery_id: id, payload: body }: Pick<DeliveryRow, 'delivery_id' | 'payload'>,
  signal: AbortSignal,
): Promise<Answer> {
  const { settings } = parts;
  const { webhook_id, secret, previous_secret: previous, previous_secret_until: until } = webhook;
  const kept =
    previous !== null && until !== null && parts.timestamp() < until ? [secret, previous] : [secret];
  const secrets = kept.flatMap((sealed) => openSecret(sealed, webhook_id, settings.secret) ?? []);
  if (secrets.length === 0) return UNREADABLE;
  return post({
    url: webhook.url,
    headers: signatureHeaders(secrets, { id, body }, parts.now()),
    body,
    allowPrivate: settings.allowPrivateWebhooks ?? false,
    signal,
  });
}
