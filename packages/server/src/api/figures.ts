import { z } from '@hono/zod-openapi';

import { route } from '../http/route.ts';
import { json } from './bodies.ts';
import { RunFilterSchema } from './parameters.ts';
import { RunItemSchema } from './run-item.ts';

/** A figure with what it was computed from: null where nothing was there to compute it from. None is an estimate. */
const FigureSchema = z.object({ value: z.number().nullable(), of: z.int() });

export const FiguresSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    ended: z.int(),
    by_outcome: z.record(z.string(), z.int()),
    /** succeeded ÷ (ended − cancelled) */
    success_rate: FigureSchema,
    first_pass_success_rate: FigureSchema,
    retries_per_100: FigureSchema,
    /** Mean time from the first failure of a workflow to its next success, in milliseconds. */
    mttr: FigureSchema,
    /** Milliseconds. */
    p50_run_duration: FigureSchema,
    p95_run_duration: FigureSchema,
    waiting_ms_mean: FigureSchema,
    resource_usage_per_run: z.object({ tokens: FigureSchema, compute_ms: FigureSchema }),
    /** Of the events of the latest 500 runs: the share that was here within 5 seconds, and the 99th percentile. */
    event_delivery: z.object({ within_5s: FigureSchema, p99_ms: FigureSchema }),
  })
  .openapi('Figures');

export const getFigures = route('viewer', {
  method: 'get',
  path: '/api/v1/metrics',
  summary: 'Rates and durations of the runs that ended in a window; `time_field` is always `ended`',
  request: { query: RunFilterSchema },
  responses: { 200: json(FiguresSchema, 'The figures, with what each was computed from') },
});

export const StepFiguresSchema = z
  .object({
    steps: z.array(
      z.object({
        workflow_name: z.string(),
        name: z.string(),
        count: z.int(),
        failed: z.int(),
        retries: z.int(),
        p50_step_duration: z.number().nullable(),
        p95_step_duration: z.number().nullable(),
      }),
    ),
  })
  .openapi('StepFigures');

export const getStepFigures = route('viewer', {
  method: 'get',
  path: '/api/v1/metrics/steps',
  summary:
    '`p95_step_duration[name]`, failures and retries by step, of the latest 5 000 runs that ended in a window',
  request: { query: RunFilterSchema },
  responses: { 200: json(StepFiguresSchema, 'At most 200, the slowest first') },
});

export const OutcomesSchema = z
  .object({
    buckets: z.array(z.object({ from: z.string(), to: z.string(), by_state: z.record(z.string(), z.int()) })),
  })
  .openapi('Outcomes');

export const getOutcomes = route('viewer', {
  method: 'get',
  path: '/api/v1/metrics/outcomes',
  summary: 'How many runs came to which state, by time',
  request: {
    query: RunFilterSchema.extend({
      buckets: z.coerce
        .number()
        .int()
        .min(1)
        .max(200)
        .default(48)
        .openapi({ description: 'How many at most.' }),
    }),
  },
  responses: {
    200: json(OutcomesSchema, 'Buckets without a gap, of about one length and no shorter than a minute'),
  },
});

export const OverviewSchema = z
  .object({
    needs_person: z.object({ total: z.int(), runs: z.array(RunItemSchema) }),
    running: z.int(),
    waiting: z.int(),
    unresolved_failures: z.object({ total: z.int(), runs: z.array(RunItemSchema) }),
    last_24h: FiguresSchema,
    worst_workflows: z.array(
      z.object({
        workflow_name: z.string(),
        ended: z.int(),
        failed: z.int(),
        success_rate: z.number().nullable(),
      }),
    ),
  })
  .openapi('Overview');

export const getOverview = route('viewer', {
  method: 'get',
  path: '/api/v1/overview',
  summary: 'What needs a person now, and how it goes; in some environments, or in all',
  request: { query: RunFilterSchema.pick({ env: true }) },
  responses: { 200: json(OverviewSchema, 'Oldest first where somebody has to act') },
});

const WorkflowParameters = z.object({
  workflow: z
    .string()
    .min(1)
    .max(512)
    .openapi({ param: { name: 'workflow', in: 'path' }, description: 'The name of a workflow.' }),
});

export const VersionsSchema = z
  .object({
    versions: z.array(
      z.object({
        version: z.string(),
        /** Runs of it that ended. */
        ended: z.int(),
        first_ended_at: z.string(),
        last_ended_at: z.string(),
      }),
    ),
  })
  .openapi('Versions');

export const getVersions = route('viewer', {
  method: 'get',
  path: '/api/v1/workflows/{workflow}/versions',
  summary: 'The versions of a workflow of which runs have ended',
  request: { params: WorkflowParameters },
  responses: { 200: json(VersionsSchema, 'At most 200: first the one that was first seen last') },
});

export const ComparedVersionSchema = FiguresSchema.extend({
  version: z.string(),
  steps: StepFiguresSchema.shape.steps,
  /** By how many of the runs that ended; at most 200, the most frequent first. */
  error_codes: z.array(z.object({ error_code: z.string(), runs: z.int() })),
}).openapi('ComparedVersion');

export const compareVersions = route('viewer', {
  method: 'get',
  path: '/api/v1/workflows/{workflow}/compare',
  summary: 'Two versions of a workflow beside each other: the runs of both that ended in one window',
  request: {
    params: WorkflowParameters,
    query: RunFilterSchema.pick({ env: true, from: true, to: true }).extend({
      a: z.string().min(1).max(128).openapi({ description: 'A version.' }),
      b: z.string().min(1).max(128).openapi({ description: 'The version to compare it with.' }),
    }),
  },
  responses: {
    200: json(
      z.object({ a: ComparedVersionSchema, b: ComparedVersionSchema }).openapi('Comparison'),
      'The figures of both, their steps and errors',
    ),
  },
});
