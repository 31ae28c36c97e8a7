import { listDeliveries, redeliver, testWebhook } from '../api/webhooks.ts';
import { noteAudit } from '../audit/note-audit.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { positionIn, tokenOf } from '../http/cursor.ts';
import { ProblemError } from '../http/problem.ts';
import { promote } from './delivery-queue.ts';
import { addSample } from './sample.ts';
import { sendDelivery } from './send-delivery.ts';
import { visibleDelivery, visibleWebhook } from './visible-webhooks.ts';
import { toDelivery } from './webhook-row.ts';

/** What was delivered, and what can be done about it. */
export const deliveryRoutes: Routes = (parts) =>
  newApi()
    .openapi(listDeliveries, async (c) => {
      const { webhook_id } = await visibleWebhook(
        parts.store.db,
        principalIn(c),
        c.req.valid('param').webhook,
      );
      const { limit, next_token, status, run_id } = c.req.valid('query');
      const question = ['deliveries', webhook_id, status, run_id];
      const { secret } = parts.settings;
      const after = next_token === undefined ? undefined : positionIn(next_token, question, secret);
      const rows = await parts.store.db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('webhook_id', '=', webhook_id)
        .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'pending'))
        .$if(run_id !== undefined, (query) => query.where('run_id', '=', run_id ?? ''))
        .$if(after !== undefined, (query) =>
          query.where((on) =>
            on(
              on.refTuple('created_at', 'delivery_id'),
              '<',
              on.tuple(String(after?.[0]), String(after?.[1])),
            ),
          ),
        )
        .orderBy('created_at', 'desc')
        .orderBy('delivery_id', 'desc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return c.json(
        {
          deliveries: page.map((row) => toDelivery(row)),
          next_token: last ? tokenOf([last.created_at, last.delivery_id], question, secret) : null,
        },
        200,
      );
    })
    .openapi(testWebhook, async (c) => {
      const principal = principalIn(c);
      const at = { now: parts.now(), timestamp: parts.timestamp() };
      const { webhook, delivery } = await parts.store.write(async (write) => {
        const row = await visibleWebhook(write, principal, c.req.valid('param').webhook);
        const deed = { action: 'webhook.test', target: row.webhook_id, tenantId: row.tenant_id };
        await noteAudit(write, principal, deed, at.timestamp);
        return { webhook: row, delivery: await addSample(write, row, at) };
      });
      const { signal } = parts.closing;
      const answer = await sendDelivery(parts, webhook, delivery, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        throw new ProblemError('unavailable', 'The server stops now; the sample is sent when it is back');
      });
      const outcome = {
        status: answer.delivered ? ('delivered' as const) : ('failed' as const),
        attempts: 1,
        next_attempt_at: null,
        lease_until: null,
        delivered_at: answer.delivered ? parts.timestamp() : null,
        response_status: answer.status,
        response_body: answer.body,
        error: answer.error,
      };
      await parts.store.db
        .updateTable('webhook_deliveries')
        .set(outcome)
        .where('delivery_id', '=', delivery.delivery_id)
        .execute();
      return c.json(toDelivery({ ...delivery, ...outcome }), 200);
    })
    .openapi(redeliver, async (c) => {
      const principal = principalIn(c);
      const at = parts.timestamp();
      const again = await parts.store.write(async (write) => {
        const row = await visibleDelivery(write, principal, c.req.valid('param').delivery);
        await write
          .updateTable('webhook_deliveries')
          .set({ status: 'pending', attempts: 0, next_attempt_at: null, delivered_at: null, error: null })
          .where('delivery_id', '=', row.delivery_id)
          .execute();
        await promote(write, row.webhook_id, row.run_id, at);
        const deed = { action: 'webhook.redeliver', target: row.delivery_id, tenantId: row.tenant_id };
        await noteAudit(write, principal, deed, at);
        return visibleDelivery(write, principal, row.delivery_id);
      });
      return c.json(toDelivery(again), 202);
    });
