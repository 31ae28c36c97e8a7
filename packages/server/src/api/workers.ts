import { z } from '@hono/zod-openapi';

import { route } from '../http/route.ts';
import { AnyJsonSchema, body, json } from './bodies.ts';

const WaitParameter = z.object({
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .default(0)
    .openapi({ description: 'Seconds to wait for something to come.' }),
});

/** What is asked of a running process. */
export const ControlSchema = z
  .object({
    request_id: z.string(),
    run_id: z.string(),
    requested_at: z.string(),
    kind: z.enum(['cancel', 'gate']),
    gate: z.string().optional(),
    outcome: z.enum(['approved', 'rejected']).optional(),
    actor: z.string().optional(),
    reason: z.string().optional(),
    note: z.string().optional(),
  })
  .openapi('Control');

/** A POST, since a list of runs can be long; a request is told until it is acknowledged. */
export const pollControl = route('worker', {
  method: 'post',
  path: '/api/v1/control/poll',
  summary: 'What is asked of the runs that a process executes; waits for the first',
  request: {
    query: WaitParameter,
    body: body(z.object({ run_ids: z.array(z.string()).min(1).max(10_000) })),
  },
  responses: {
    200: json(z.object({ requests: z.array(ControlSchema) }), 'In the order in which it was asked'),
  },
});

export const acknowledgeControl = route('worker', {
  method: 'post',
  path: '/api/v1/control/acknowledge',
  summary: 'Says that the process took them',
  request: { body: body(z.object({ request_ids: z.array(z.string()).min(1).max(1000) })) },
  responses: { 204: { description: 'They are not told again' } },
});

export const registerWorker = route('worker', {
  method: 'post',
  path: '/api/v1/workers',
  summary: 'Says which workflows a process can execute',
  request: {
    body: body(
      z.object({ name: z.string().min(1).max(200), workflows: z.array(z.string().min(1)).min(1).max(1000) }),
    ),
  },
  responses: {
    201: json(
      z.object({ worker_id: z.string(), lease_seconds: z.int() }).openapi('Worker'),
      'It is forgotten after three leases without a sign of life',
    ),
  },
});

export const WorkItemSchema = z
  .object({
    item_id: z.string(),
    run_id: z.string(),
    workflow_name: z.string(),
    rerun_of: z.string().nullable(),
    run_attempt: z.int().openapi({ description: 'Counts the runs for the same piece of work.' }),
    tenant_id: z.string().nullable(),
    business_event_id: z.string().nullable(),
    /** Null where neither the original nor whoever asked gave any. */
    inputs: AnyJsonSchema,
    from: z.enum(['start', 'failed_step']),
    completed_steps: z.array(z.string()).openapi({
      description: 'From the failed step on: what the original had completed, as far as it is known.',
    }),
    begun_at: z.string().nullable().openapi({
      description:
        'When a worker before had begun the run, which then is taken over; null for one that is to be started.',
    }),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    actor: z.string(),
    attempt: z.int(),
    lease_until: z.string(),
  })
  .openapi('WorkItem');

const WorkerParameters = z.object({ worker: z.string().openapi({ description: 'The id of a worker.' }) });
const Item = WorkerParameters.extend({
  item: z.string().openapi({ description: 'The id of an item of work.' }),
});

export const claimWork = route('worker', {
  method: 'post',
  path: '/api/v1/workers/{worker}/claim',
  summary: 'Takes the next item, for as long as its lease lasts',
  request: { params: WorkerParameters, query: WaitParameter },
  responses: { 200: json(WorkItemSchema, 'The item'), 204: { description: 'There is none' } },
});

export const extendLease = route('worker', {
  method: 'post',
  path: '/api/v1/workers/{worker}/items/{item}/heartbeat',
  summary: 'Keeps an item for another lease',
  request: { params: Item },
  responses: { 200: json(z.object({ lease_until: z.string() }), 'It is still the worker’s') },
});

export const finishWork = route('worker', {
  method: 'post',
  path: '/api/v1/workers/{worker}/items/{item}/finish',
  summary: 'Says that the item is done, why it could not be, or that somebody else shall do it',
  request: {
    params: Item,
    body: body(
      z.object({
        error: z.string().max(2000).nullable().default(null).openapi({
          description: 'Why it could not be executed; a run that was executed and failed is done.',
        }),
        give_back: z
          .boolean()
          .default(false)
          .openapi({ description: 'It waits for a worker again, at once.' }),
      }),
    ),
  },
  responses: { 204: { description: 'It is over' } },
});
