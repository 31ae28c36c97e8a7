import { z } from '@hono/zod-openapi';

import { route } from '../http/route.ts';
import { AnyJsonSchema, body, json, NextTokenSchema } from './bodies.ts';
import { PageSchema } from './parameters.ts';

/** Source: the run management spec. */
export const WEBHOOK_KINDS = [
  'run.started',
  'run.completed',
  'run.failed',
  'run.waiting_human',
  'run.canceled',
  'step.completed',
  'step.failed',
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

const WebhookInputSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2048),
  events: z.array(z.enum(WEBHOOK_KINDS)).min(1),
  workflows: z.array(z.string().max(512)).max(100).nullable().openapi({ description: 'Null is all.' }),
  environments: z.array(z.string().max(128)).max(100).nullable(),
});

export const WebhookSchema = WebhookInputSchema.extend({
  webhook_id: z.string(),
  tenant_id: z.string().nullable(),
  created_at: z.string(),
  created_by: z.string(),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable(),
  failing_since: z.string().nullable(),
}).openapi('Webhook');

const WebhookId = z.object({ webhook: z.string().openapi({ description: 'The id of a webhook.' }) });
const NewWebhookSchema = WebhookSchema.extend({ secret: z.string() }).openapi('NewWebhook');

export const listWebhooks = route('admin', {
  method: 'get',
  path: '/api/v1/webhooks',
  summary: 'All webhooks',
  responses: { 200: json(z.object({ webhooks: z.array(WebhookSchema) }), 'The oldest first') },
});

export const addWebhook = route('admin', {
  method: 'post',
  path: '/api/v1/webhooks',
  summary: 'Adds a webhook',
  request: {
    body: body(WebhookInputSchema.partial({ workflows: true, environments: true })),
  },
  responses: { 201: json(NewWebhookSchema, 'Its secret is shown this once') },
});

export const changeWebhook = route('admin', {
  method: 'patch',
  path: '/api/v1/webhooks/{webhook}',
  summary: 'Changes, enables or disables a webhook',
  request: {
    params: WebhookId,
    body: body(WebhookInputSchema.partial().extend({ enabled: z.boolean().optional() })),
  },
  responses: { 200: json(WebhookSchema, 'As it is now') },
});

export const removeWebhook = route('admin', {
  method: 'delete',
  path: '/api/v1/webhooks/{webhook}',
  summary: 'Removes a webhook and what it has not delivered',
  request: { params: WebhookId },
  responses: { 204: { description: 'Done' } },
});

export const rotateWebhookSecret = route('admin', {
  method: 'post',
  path: '/api/v1/webhooks/{webhook}/rotate',
  summary: 'Gives it another secret; both sign for 24 hours',
  request: { params: WebhookId },
  responses: { 200: json(NewWebhookSchema, 'The new secret is shown this once') },
});

export const DeliverySchema = z
  .object({
    delivery_id: z.string(),
    webhook_id: z.string(),
    run_id: z.string().openapi({ description: 'Empty for a sample.' }),
    kind: z.enum(WEBHOOK_KINDS),
    sequence: z.int().openapi({
      description: 'Counts the deliveries of this run to this webhook, from 1: they arrive in this order.',
    }),
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    created_at: z.string(),
    next_attempt_at: z
      .string()
      .nullable()
      .openapi({ description: 'Null for one that waits for the one before it, and for one that is over.' }),
    delivered_at: z.string().nullable(),
    response_status: z.int().nullable(),
    response_body: z.string().nullable().openapi({ description: 'Its first KiB.' }),
    error: z.string().nullable(),
    payload: AnyJsonSchema,
  })
  .openapi('Delivery');

export const testWebhook = route('admin', {
  method: 'post',
  path: '/api/v1/webhooks/{webhook}/test',
  summary: 'Sends a sample at once',
  request: { params: WebhookId },
  responses: { 200: json(DeliverySchema, 'What came of it') },
});

export const listDeliveries = route('admin', {
  method: 'get',
  path: '/api/v1/webhooks/{webhook}/deliveries',
  summary: 'What was, is and will be delivered',
  request: {
    params: WebhookId,
    query: PageSchema.extend({
      status: z
        .enum(['pending', 'delivered', 'failed'])
        .optional()
        .openapi({ description: 'What became of them.' }),
      run_id: z.string().optional().openapi({ description: 'Of this run only.' }),
    }),
  },
  responses: {
    200: json(
      z.object({ deliveries: z.array(DeliverySchema), next_token: NextTokenSchema }),
      'The newest first',
    ),
  },
});

export const redeliver = route('admin', {
  method: 'post',
  path: '/api/v1/deliveries/{delivery}/redeliver',
  summary: 'Delivers it once more, with the same id',
  request: { params: z.object({ delivery: z.string().openapi({ description: 'The id of a delivery.' }) }) },
  responses: { 202: json(DeliverySchema, 'It is in the queue again') },
});
