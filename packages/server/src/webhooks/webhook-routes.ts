import { formatTimestamp } from '@runlight/contract';

import {
  addWebhook,
  changeWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
} from '../api/webhooks.ts';
import { noteAudit } from '../audit/note-audit.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { newId } from '../new-id.ts';
import { tryNow } from './delivery-queue.ts';
import { sealSecret } from './sealed-secret.ts';
import { checkTarget } from './target.ts';
import { filterOf, newSecret, toWebhook, type WebhookRow } from './webhook-row.ts';
import { visibleWebhook, visibleWebhooks } from './visible-webhooks.ts';

/** For so long both secrets sign, so that receivers can be given the new one without losing anything. */
const ROTATION_MS = 86_400_000;

/** Who is told of what. */
export const webhookRoutes: Routes = (parts) =>
  newApi()
    .openapi(listWebhooks, async (c) => {
      const rows = await visibleWebhooks(parts.store.db, principalIn(c))
        .selectAll()
        .orderBy('created_at')
        .orderBy('webhook_id')
        .execute();
      return c.json({ webhooks: rows.map((row) => toWebhook(row)) }, 200);
    })
    .openapi(addWebhook, async (c) => {
      const principal = principalIn(c);
      const { url, events, workflows = null, environments = null } = c.req.valid('json');
      checkTarget(url, parts.settings);
      const [webhook_id, secret] = [newId('wh'), newSecret()];
      const row: WebhookRow = {
        webhook_id,
        tenant_id: principal.tenantId ?? '',
        url,
        events: JSON.stringify(events),
        filter: JSON.stringify({ workflows, environments }),
        secret: sealSecret(secret, webhook_id, parts.settings.secret),
        previous_secret: null,
        previous_secret_until: null,
        created_at: parts.timestamp(),
        created_by: principal.actor,
        disabled_at: null,
        disabled_reason: null,
        failing_since: null,
      };
      await parts.store.write(async (write) => {
        await write.insertInto('webhooks').values(row).execute();
        const deed = { action: 'webhook.create', target: row.webhook_id, tenantId: row.tenant_id };
        await noteAudit(write, principal, { ...deed, details: { url, events } }, row.created_at);
      });
      return c.json({ ...toWebhook(row), secret }, 201);
    })
    .openapi(changeWebhook, async (c) => {
      const principal = principalIn(c);
      const { enabled, url, events, ...filter } = c.req.valid('json');
      if (url !== undefined) checkTarget(url, parts.settings);
      const at = parts.timestamp();
      const changed = await parts.store.write(async (write) => {
        const row = await visibleWebhook(write, principal, c.req.valid('param').webhook);
        const isEnabled = row.disabled_at === null;
        const next: WebhookRow = {
          ...row,
          ...(url !== undefined && { url }),
          ...(events !== undefined && { events: JSON.stringify(events) }),
          filter: JSON.stringify({ ...filterOf(row), ...filter }),
          ...(enabled === true && !isEnabled && ENABLED),
          ...(enabled === false && isEnabled && { disabled_at: at, disabled_reason: 'Disabled by hand' }),
        };
        const { webhook_id, ...values } = next;
        await write.updateTable('webhooks').set(values).where('webhook_id', '=', webhook_id).execute();
        if (next.disabled_at === null && (!isEnabled || url !== undefined)) {
          await tryNow(write, webhook_id, at);
        }
        const deed = { action: 'webhook.change', target: webhook_id, tenantId: row.tenant_id };
        await noteAudit(write, principal, { ...deed, details: c.req.valid('json') }, at);
        return next;
      });
      return c.json(toWebhook(changed), 200);
    })
    .openapi(removeWebhook, async (c) => {
      const principal = principalIn(c);
      await parts.store.write(async (write) => {
        const { webhook_id, tenant_id } = await visibleWebhook(
          write,
          principal,
          c.req.valid('param').webhook,
        );
        for (const table of ['webhook_deliveries', 'webhook_runs', 'webhooks'] as const) {
          await write.deleteFrom(table).where('webhook_id', '=', webhook_id).execute();
        }
        const deed = { action: 'webhook.delete', target: webhook_id, tenantId: tenant_id };
        await noteAudit(write, principal, deed, parts.timestamp());
      });
      return c.body(null, 204);
    })
    .openapi(rotateWebhookSecret, async (c) => {
      const principal = principalIn(c);
      const secret = newSecret();
      const rotated = await parts.store.write(async (write) => {
        const row = await visibleWebhook(write, principal, c.req.valid('param').webhook);
        const next = {
          secret: sealSecret(secret, row.webhook_id, parts.settings.secret),
          previous_secret: row.secret,
          previous_secret_until: formatTimestamp(parts.now() + ROTATION_MS),
        };
        await write.updateTable('webhooks').set(next).where('webhook_id', '=', row.webhook_id).execute();
        const deed = { action: 'webhook.rotate', target: row.webhook_id, tenantId: row.tenant_id };
        await noteAudit(write, principal, deed, parts.timestamp());
        return { ...row, ...next };
      });
      return c.json({ ...toWebhook(rotated), secret }, 200);
    });

const ENABLED = { disabled_at: null, disabled_reason: null, failing_since: null } as const;
