import { Webhook } from 'standardwebhooks';

import type { WebhookRow } from './webhook-row.ts';

/**
 * The headers by which a receiver knows who sends, and that nothing was changed; `at` in epoch milliseconds. For a day
 * after a rotation both secrets sign. Source: the Standard Webhooks specification.
 */
export function signatureHeaders(
  webhook: Pick<WebhookRow, 'secret' | 'previous_secret' | 'previous_secret_until'>,
  message: { readonly id: string; readonly body: string },
  at: { readonly now: number; readonly timestamp: string },
): Record<string, string> {
  const { secret, previous_secret: previous, previous_secret_until: until } = webhook;
  const secrets = previous !== null && until !== null && at.timestamp < until ? [secret, previous] : [secret];
  const date = new Date(at.now);
  return {
    'content-type': 'application/json',
    'user-agent': 'Runlight-Webhooks/1',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at.now / 1000)),
    'webhook-signature': secrets
      .map((key) => new Webhook(key).sign(message.id, date, message.body))
      .join(' '),
  };
}
