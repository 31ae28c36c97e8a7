import { z } from '@hono/zod-openapi';
import { RunSchema } from '@runlight/contract/schemas';

import { route } from '../http/route.ts';
import { AnyJsonSchema, json, NextTokenSchema } from './bodies.ts';
import { RunFilterSchema, RunIdParameters, RunListParameters, SortSchema } from './parameters.ts';
import { RunItemSchema } from './run-item.ts';

/** How many there are; `more` if not all that could match were looked at: then there may be more. */
const CountSchema = z.object({ value: z.int(), more: z.boolean() });

export const listRuns = route('viewer', {
  method: 'get',
  path: '/api/v1/runs',
  summary: 'Finds runs',
  request: { query: RunListParameters },
  responses: {
    200: json(
      z
        .object({
          runs: z.array(RunItemSchema),
          next_token: NextTokenSchema,
          total: CountSchema.openapi({
            description:
              'Of all pages: up to 10 000, fewer where many could match and each has to be looked at.',
          }),
          change: z.int().openapi({
            description: 'The number of the latest change that the answer has: where a stream goes on.',
          }),
        })
        .openapi('RunList'),
      'A page of runs',
    ),
  },
});

export const exportRuns = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/export',
  summary: 'Writes all runs that match, as they are found',
  request: {
    query: RunFilterSchema.extend({
      format: z
        .enum(['csv', 'jsonl'])
        .default('csv')
        .openapi({ description: 'A table, or a line of JSON for each run.' }),
      sort: SortSchema,
    }),
  },
  responses: {
    200: {
      description: 'One run a line',
      content: { 'text/csv': { schema: z.string() }, 'application/x-ndjson': { schema: z.string() } },
    },
  },
});

export const FacetsSchema = z
  .object({
    workflows: z.array(z.string()),
    versions: z.array(z.string()),
    environments: z.array(z.string()),
    tenants: z.array(z.string()),
    tags: z.array(z.string()),
    error_codes: z.array(z.string()),
    owners: z.array(z.string()),
    started_by: z.array(z.string()),
  })
  .openapi('Facets');

export const getFacets = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/facets',
  summary: 'The values that runs can be filtered by',
  responses: { 200: json(FacetsSchema, 'At most 200 of each, those of recent runs first') },
});

/** What stands in the state timeline: a state, from when to when. */
export const StateSpanSchema = z
  .object({
    state: z.string(),
    from: z.string(),
    to: z.string().nullable().openapi({ description: 'Null while it lasts.' }),
    duration_ms: z.number(),
    note: z
      .string()
      .nullable()
      .openapi({ description: 'Who or what it waits for, what a blocked run needs, who decided.' }),
    actor: z.string().nullable(),
    inferred: z.boolean().openapi({ description: 'Whether somebody else said so than the run itself.' }),
  })
  .openapi('StateSpan');

export const RunDetailSchema = RunItemSchema.extend({
  ...RunSchema.pick({
    inputs_summary: true,
    outputs_summary: true,
    effectiveness: true,
    diagnostics: true,
    annotations: true,
  }).shape,
  states: z.array(StateSpanSchema).openapi({ description: 'Without gaps; the latest 1000.' }),
  /** Counts of the steps that there were. */
  steps: z.object({
    started: z.int(),
    completed: z.int(),
    failed: z.int(),
    skipped: z.int(),
    cancelled: z.int(),
  }),
  executor: z
    .object({
      service: z.string().nullable(),
      host: z.string().nullable(),
      pid: z.int().nullable(),
      pod: z.string().nullable(),
    })
    .nullable()
    .openapi({ description: 'Who executes it, as far as its process says.' }),
  failure: z
    .object({
      span_id: z.string().nullable(),
      step: z.string().nullable(),
      attempts: z.int(),
      type: z.string(),
      message: z.string(),
      category: z.string(),
      code: z.string().nullable(),
      stack: z.string().nullable(),
      log_id: z.string().nullable().openapi({
        description:
          'The log record that tells of it: the last error that was logged in the step, else in the trace.',
      }),
      /** How often runs of this workflow failed in the same way in the last 24 hours, and in which version first. */
      similar: z.object({
        last_24h: z.int(),
        first_version: z.string().nullable(),
        first_at: z.string().nullable(),
      }),
    })
    .nullable(),
  /** What the run waits for now. */
  gate: z
    .object({
      name: z.string(),
      step: z.string().nullable(),
      kind: z.string(),
      since: z.string(),
      reason: z.string().nullable(),
      needs: z.string().nullable(),
      until: z
        .string()
        .nullable()
        .openapi({ description: 'The time at which it decides itself, or is too late.' }),
      decidable: z.boolean().openapi({ description: 'Whether a person can approve or reject it.' }),
      reminded_at: z
        .array(z.string())
        .openapi({ description: 'When people were reminded of it; the latest 100.' }),
    })
    .nullable(),
  /** Null if the run names no business event and has not ended. */
  business: z
    .object({
      id: z.string().nullable(),
      url: z
        .string()
        .nullable()
        .openapi({ description: 'Where it can be looked at; null if the event id is no address.' }),
      others: z
        .array(z.string())
        .openapi({ description: 'The other runs for the same event: possible duplicates.' }),
      indicators: z.array(
        z.object({
          name: z.string(),
          before: AnyJsonSchema,
          after: AnyJsonSchema,
          delta: z.number().nullable(),
          source: z.string(),
          at: z.string(),
        }),
      ),
    })
    .nullable(),
  progress: z.object({
    heartbeat_at: z.string().nullable(),
    heartbeat_interval_ms: z.number().nullable(),
    missing_events: z
      .int()
      .openapi({ description: "Events that are known to be missing: gaps in a producer's numbering." }),
    illegal_transitions: z.int(),
  }),
  /** What is not there, and what to do about it. */
  gaps: z.array(
    z.object({
      what: z.enum(['trace', 'logs', 'events', 'heartbeats', 'inputs', 'artifacts']),
      guidance: z.string(),
    }),
  ),
  links: z.object({ trace: z.string().nullable(), logs: z.string().nullable() }),
}).openapi('RunDetail');
export type RunDetail = z.infer<typeof RunDetailSchema>;

export const getRun = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}',
  summary: 'One run',
  request: { params: RunIdParameters },
  responses: { 200: json(RunDetailSchema, 'The run'), 304: { description: 'As before' } },
});

export const getNeighbours = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/neighbours',
  summary: 'The runs before and after a run in a list',
  request: {
    params: RunIdParameters,
    query: RunFilterSchema.extend({ sort: SortSchema }),
  },
  responses: {
    200: json(
      z.object({ previous: z.string().nullable(), next: z.string().nullable() }).openapi('RunNeighbours'),
      'Their ids; the run itself need not match',
    ),
  },
});
