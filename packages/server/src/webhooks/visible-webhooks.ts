import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Store, Write } from '../store/store.ts';
import type { DeliveryRow, WebhookRow } from './webhook-row.ts';

type Scope = Pick<Principal, 'tenantId'>;

/** The webhooks that somebody may know of. */
export function visibleWebhooks(on: Store['db'] | Write, { tenantId }: Scope) {
  const webhooks = on.selectFrom('webhooks');
  return tenantId === null ? webhooks : webhooks.where('tenant_id', '=', tenantId);
}

/** One webhook; throws `webhook_not_found`, also for one of another tenant. */
export async function visibleWebhook(
  on: Store['db'] | Write,
  scope: Scope,
  webhookId: string,
): Promise<WebhookRow> {
  const row = await visibleWebhooks(on, scope)
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new ProblemError('not_found', `No webhook ${webhookId} is known here`, {
      code: 'webhook_not_found',
    });
  }
  return row;
}

/** One delivery and its webhook; throws `delivery_not_found`, also for one of another tenant's webhook. */
export async function visibleDelivery(
  on: Store['db'] | Write,
  scope: Scope,
  deliveryId: string,
): Promise<DeliveryRow> {
  const row = await on
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .where('webhook_id', 'in', visibleWebhooks(on, scope).select('webhook_id'))
    .executeTakeFirst();
  if (row === undefined) {
    throw new ProblemError('not_found', `No delivery ${deliveryId} is known here`, {
      code: 'delivery_not_found',
    });
  }
  return row;
}
