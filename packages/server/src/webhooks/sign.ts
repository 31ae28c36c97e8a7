import { Webhook } from 'standardwebhooks';

/**
 * The headers by which a receiver knows who sends, and that nothing was changed: one signature of each secret; `now` in
 * epoch milliseconds. Source: the Standard Webhooks specification.
 */
export function signatureHeaders(
  secrets: readonly string[],
  message: { readonly id: string; readonly body: string },
  now: number,
): Record<string, string> {
  const date = new Date(now);
  return {
    'content-type': 'application/json',
    'user-agent': 'Runlight-Webhooks/1',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets
      .map((secret) => new Webhook(secret).sign(message.id, date, message.body))
      .join(' '),
  };
}
