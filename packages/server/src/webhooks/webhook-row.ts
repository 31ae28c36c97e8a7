import { randomBytes } from 'node:crypto';

import type { z } from '@hono/zod-openapi';
import type { Selectable } from 'kysely';

import type { DeliverySchema, WebhookKind, WebhookSchema } from '../api/webhooks.ts';
import type { RunItem } from '../api/run-item.ts';
import type { WebhookDeliveriesTable, WebhooksTable } from '../store/schema.ts';

export type WebhookRow = Selectable<WebhooksTable>;
export type DeliveryRow = Selectable<WebhookDeliveriesTable>;
export type WebhookItem = z.infer<typeof WebhookSchema>;

/** Which runs a webhook is about; null is all. */
export interface WebhookFilter {
  readonly workflows: string[] | null;
  readonly environments: string[] | null;
}

/** As Standard Webhooks writes secrets. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export function filterOf({ filter }: Pick<WebhookRow, 'filter'>): WebhookFilter {
  // An `as`: only this server writes the column.
  return filter === null ? { workflows: null, environments: null } : (JSON.parse(filter) as WebhookFilter);
}

export function kindsOf({ events }: Pick<WebhookRow, 'events'>): WebhookKind[] {
  return JSON.parse(events) as WebhookKind[]; // only this server writes the column
}

/** What a webhook is to be told of. */
export interface Wishes {
  readonly webhookId: string;
  /** `''` is every tenant. */
  readonly tenantId: string;
  readonly kinds: ReadonlySet<WebhookKind>;
  readonly filter: WebhookFilter;
}

export function readWishes(row: WebhookRow): Wishes {
  const { webhook_id: webhookId, tenant_id: tenantId } = row;
  return { webhookId, tenantId, kinds: new Set(kindsOf(row)), filter: filterOf(row) };
}

/** Whether a webhook is to be told of a run. */
export function isAbout({ tenantId, filter: { workflows, environments } }: Wishes, run: RunItem): boolean {
  return (
    (tenantId === '' || tenantId === run.tenant_id) &&
    (workflows === null || workflows.includes(run.workflow_name)) &&
    (environments === null || environments.includes(run.environment ?? ''))
  );
}

/** A webhook without its secrets. */
export function toWebhook(row: WebhookRow): WebhookItem {
  return {
    webhook_id: row.webhook_id,
    tenant_id: row.tenant_id === '' ? null : row.tenant_id,
    url: row.url,
    events: kindsOf(row),
    ...filterOf(row),
    created_at: row.created_at,
    created_by: row.created_by,
    enabled: row.disabled_at === null,
    disabled_reason: row.disabled_reason,
    failing_since: row.failing_since,
  };
}

export function toDelivery(row: DeliveryRow): z.infer<typeof DeliverySchema> {
  const { tenant_id: _, lease_until: __, payload, ...rest } = row;
  return { ...rest, payload: JSON.parse(payload) as z.infer<typeof DeliverySchema>['payload'] }; // written here
}
