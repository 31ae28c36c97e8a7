import { z } from '@hono/zod-openapi';
import { StepSchema } from '@runlight/contract/schemas';

import { route } from '../http/route.ts';
import { AnyJsonSchema, json, NextTokenSchema } from './bodies.ts';
import { PageSchema, RunIdParameters } from './parameters.ts';
import { RunItemSchema } from './run-item.ts';

export const StepItemSchema = StepSchema.extend({
  base_name: z.string().openapi({ description: 'Without its key.' }),
  key: z.string().nullable(),
  parent_span_id: z.string().nullable(),
  attempt: z.int(),
  waiting_ms: z.number().nullable(),
  reason: z.string().nullable(),
  error_category: z.string().nullable(),
}).openapi('StepItem');
export type StepItem = z.infer<typeof StepItemSchema>;

export const listSteps = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/steps',
  summary: 'The steps of a run, in the order in which they started',
  request: {
    params: RunIdParameters,
    query: PageSchema.extend({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(1000)
        .openapi({ description: 'How many at most; fewer where they are large.' }),
      payloads: z
        .enum(['true', 'false'])
        .default('true')
        .transform((given) => given === 'true')
        .openapi({ description: '`false` leaves out inputs and outputs, which can be large.' }),
    }),
  },
  responses: {
    200: json(
      z
        .object({ steps: z.array(StepItemSchema), next_token: NextTokenSchema, total: z.int() })
        .openapi('StepList'),
      'A page of steps',
    ),
  },
});

export const getStep = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/steps/{step}',
  summary: 'One step with its input and output',
  request: {
    params: RunIdParameters.extend({
      step: z.string().min(1).max(64).openapi({ description: 'The id of a step, or of its span.' }),
    }),
  },
  responses: { 200: json(StepItemSchema, 'The step') },
});

/** A part of what somebody did: queued, executed, waited, backed off before it tried again. */
const SegmentSchema = z.object({
  kind: z.enum(['queue', 'run', 'wait', 'backoff']),
  from: z.string(),
  to: z.string().nullable().openapi({ description: 'Null while it lasts.' }),
  attempt: z.int(),
  span_id: z.string(),
  status: z.string(),
  note: z.string().nullable().openapi({ description: 'In which queue, for whom it waits, why it failed.' }),
});

export const WaterfallSchema = z
  .object({
    from: z.string(),
    to: z.string().openapi({ description: 'The end, or now.' }),
    live: z.boolean(),
    run: z
      .array(SegmentSchema.omit({ attempt: true, span_id: true }))
      .openapi({ description: 'What the run itself did: it was queued, went on, was held.' }),
    rows: z.array(
      z.object({
        id: z
          .string()
          .openapi({ description: "The step's label; attempts and repetitions of it share the row." }),
        name: z.string(),
        level: z.int(),
        parent: z.string().nullable(),
        type: z.string().nullable(),
        status: z.string(),
        segments: z.array(SegmentSchema),
      }),
    ),
    critical_path: z
      .array(z.string())
      .openapi({ description: 'Spans of the steps on the longest chain; so far while the run goes on.' }),
    idle: z
      .array(z.object({ from: z.string(), to: z.string(), why: z.string() }))
      .openapi({ description: 'When nothing was executed: queue, sleep, human wait, backoff.' }),
    omitted: z.int().openapi({ description: 'How many rows there are beyond those that are here.' }),
  })
  .openapi('Waterfall');

export const getWaterfall = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/waterfall',
  summary: 'What the run did when, one row per step with all its attempts',
  request: { params: RunIdParameters },
  responses: {
    200: json(WaterfallSchema, 'Rows in the order in which they began'),
  },
});

export const listEvents = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/events',
  summary: 'The events of a run, in order',
  request: {
    params: RunIdParameters,
    query: PageSchema.extend({
      name: z
        .string()
        .max(1024)
        .regex(/^[\w.,]+$/)
        .optional()
        .openapi({ description: 'Only events that are called so; several with commas between them.' }),
    }),
  },
  responses: {
    200: json(
      z
        .object({
          events: z.array(
            z.object({
              event_id: z.string(),
              name: z.string(),
              timestamp: z.string(),
              received_at: z.string(),
              span_id: z.string().nullable(),
              sentence: z.string(),
              event: AnyJsonSchema,
            }),
          ),
          next_token: NextTokenSchema,
        })
        .openapi('EventList'),
      'A page of events',
    ),
  },
});

export const listSpans = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/spans',
  summary: 'The spans of the run’s trace that arrived here',
  request: { params: RunIdParameters },
  responses: {
    200: json(
      z
        .object({
          spans: z.array(
            z.object({
              span_id: z.string(),
              parent_span_id: z.string().nullable(),
              name: z.string(),
              started_at: z.string(),
              ended_at: z.string(),
              duration_ms: z.number(),
              status: z.enum(['unset', 'ok', 'error']),
              attributes: z.record(z.string(), AnyJsonSchema),
            }),
          ),
          truncated: z.boolean(),
        })
        .openapi('SpanList'),
      'At most 10 000',
    ),
  },
});

export const listLogs = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/logs',
  summary: 'What was logged in the run’s trace, without its events',
  request: {
    params: RunIdParameters,
    query: PageSchema.extend({
      span_id: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .optional()
        .openapi({ description: 'Only what was logged in one step.' }),
    }),
  },
  responses: {
    200: json(
      z
        .object({
          logs: z.array(
            z.object({
              id: z.string(),
              run_id: z.string(),
              step_id: z.string().nullable().openapi({
                description:
                  'The step in whose span it was logged; null outside of steps, and in spans inside of them.',
              }),
              timestamp: z.string(),
              severity: z.string(),
              body: z.string(),
              span_id: z.string().nullable(),
              attributes: z.record(z.string(), AnyJsonSchema),
            }),
          ),
          next_token: NextTokenSchema,
        })
        .openapi('LogList'),
      'A page of log records',
    ),
  },
});

export const listArtifacts = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/artifacts',
  summary: 'What the run attached',
  request: { params: RunIdParameters },
  responses: {
    200: json(
      z
        .object({
          artifacts: z.array(
            z.object({
              step: z.string(),
              span_id: z.string(),
              path: z.string(),
              role: z.string(),
              media_type: z.string(),
              size_bytes: z.int().nullable(),
              sha256: z.string().nullable(),
              recorded_at: z.string(),
              url: z.string().nullable().openapi({
                description:
                  'Signed, and good for 15 minutes; null where the content is not kept on this server.',
              }),
            }),
          ),
        })
        .openapi('ArtifactList'),
      'The first 1000, in the order in which they were recorded',
    ),
  },
});

export const getArtifact = route('anyone', {
  method: 'get',
  path: '/api/v1/artifacts/{signed}',
  summary: 'The content of an artifact; the address is the permission',
  request: {
    params: z.object({
      signed: z.string().max(4096).openapi({ description: 'The last part of an artifact’s `url`.' }),
    }),
  },
  responses: {
    200: { description: 'The content', content: { 'application/octet-stream': { schema: z.string() } } },
  },
});

export const getLineage = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/lineage',
  summary: 'Re-runs, parents, children, and other runs for the same business event',
  request: { params: RunIdParameters },
  responses: {
    200: json(
      z
        .object({
          rerun_of: z.union([RunItemSchema, z.null()]),
          reruns: z.array(RunItemSchema),
          parent: z.union([RunItemSchema, z.null()]),
          children: z.array(RunItemSchema),
          same_business_event: z.array(RunItemSchema),
        })
        .openapi('Lineage'),
      'At most 100 of each',
    ),
  },
});
