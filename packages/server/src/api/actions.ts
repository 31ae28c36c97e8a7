import { z } from '@hono/zod-openapi';

import { route } from '../http/route.ts';
import { MAX_NAME_LENGTH } from '../ingest/storable.ts';
import { AnyJsonSchema, body, json, NoteSchema, OneLineSchema, ReasonSchema } from './bodies.ts';
import { RunIdParameters } from './parameters.ts';
import { RunItemSchema } from './run-item.ts';

const action = <P extends string, B extends z.ZodType>(path: P, summary: string, request: B) =>
  route('operator', {
    method: 'post',
    path: `/api/v1/runs/{id}/${path}` as const,
    summary,
    request: { params: RunIdParameters, body: body(request) },
    responses: { 200: json(RunItemSchema, 'The run after it') },
  });

const AnnotatedRunSchema = RunItemSchema.extend({
  annotation: z
    .object({ author: z.string(), note: z.string(), at: z.string() })
    .openapi({ description: 'The note as it was kept: without secrets and personal data.' }),
}).openapi('AnnotatedRun');

export const annotateRun = route('operator', {
  method: 'post',
  path: '/api/v1/runs/{id}/annotate',
  summary: 'Adds a note',
  request: { params: RunIdParameters, body: body(z.object({ note: NoteSchema })) },
  responses: { 200: json(AnnotatedRunSchema, 'The run after it, and the note') },
});

const TagsSchema = z.array(OneLineSchema.max(MAX_NAME_LENGTH)).max(50).default([]);
export const tagRun = action(
  'tags',
  'Adds and removes tags',
  z.object({ add: TagsSchema, remove: TagsSchema }),
);

/** An overlay: the run's status stays what it is. */
export const resolveRun = action(
  'resolve',
  'Says that somebody took care of what went wrong',
  z.object({ reason: ReasonSchema.optional(), resolved: z.boolean().default(true) }),
);

/** Who takes care of it; null is nobody. */
const OwnerSchema = OneLineSchema.max(MAX_NAME_LENGTH).nullable();
export const assignRun = action('assign', 'Says who takes care of it', z.object({ owner: OwnerSchema }));

export const pinRun = action('pin', 'Keeps the run from being deleted', z.object({ pinned: z.boolean() }));

export const cancelRun = route('operator', {
  method: 'post',
  path: '/api/v1/runs/{id}/cancel',
  summary: 'Asks the process to stop; `run.signal` is aborted there',
  request: { params: RunIdParameters, body: body(z.object({ reason: ReasonSchema.optional() })) },
  responses: {
    202: json(
      z
        .object({
          delivery: z.enum(['delivered', 'pending']).openapi({
            description:
              '`delivered`: a process took it, or none will ever begin the run; `pending`: none has asked yet.',
          }),
          run: RunItemSchema,
        })
        .openapi('Cancellation'),
      'It was asked for',
    ),
  },
});

export const decideGate = route('operator', {
  method: 'post',
  path: '/api/v1/runs/{id}/gates/{gate}',
  summary: 'Approves or rejects what a run waits for',
  request: {
    params: RunIdParameters.extend({
      gate: z.string().min(1).max(512).openapi({ description: 'The gate, as the run calls it.' }),
    }),
    body: body(z.object({ outcome: z.enum(['approved', 'rejected']), note: ReasonSchema.optional() })),
  },
  responses: {
    202: json(
      z.object({ delivery: z.enum(['delivered', 'pending']), run: RunItemSchema }).openapi('Decision'),
      'It was decided; the process hears of it',
    ),
  },
});

export const rerunRun = route('operator', {
  method: 'post',
  path: '/api/v1/runs/{id}/rerun',
  summary: 'Asks a worker to execute it once more, as a new run that is linked to this one',
  request: {
    params: RunIdParameters,
    body: body(
      z.object({
        reason: ReasonSchema.optional(),
        note: NoteSchema.optional(),
        /** Default: the original inputs, as far as they were kept. */
        inputs: AnyJsonSchema.optional(),
        from: z
          .enum(['start', 'failed_step'])
          .default('start')
          .openapi({ description: '`failed_step` skips what was completed, where the workflow can.' }),
        tags: TagsSchema,
      }),
    ),
  },
  responses: {
    202: json(
      z
        .object({
          run_id: z.string().openapi({ description: 'Of the new run: queued until a worker begins.' }),
          item_id: z.string(),
          rerun_of: z.string(),
          workers: z.int().openapi({ description: 'How many workers serve this workflow now.' }),
          duplicates: z.array(z.string()).openapi({ description: 'Open runs for the same business event.' }),
        })
        .openapi('Rerun'),
      'It was asked for',
    ),
  },
});

export const BULK_ACTIONS = ['rerun', 'cancel', 'tag', 'assign', 'resolve', 'pin'] as const;

export const createSelection = route('operator', {
  method: 'post',
  path: '/api/v1/selections',
  summary: 'Freezes what “select all” means: a filter, how many runs it matches, and until when',
  request: {
    body: body(
      z.object({
        query: z
          .string()
          .max(8192)
          .openapi({ description: 'The query part of the list’s address: `status=failed&from=24h`.' }),
      }),
    ),
  },
  responses: {
    201: json(
      z.object({ selection_id: z.string(), matched: z.int(), cut_off: z.string() }).openapi('Selection'),
      'Runs that come later are not in it',
    ),
  },
});

export const BulkJobSchema = z
  .object({
    job_id: z.string(),
    action: z.enum(BULK_ACTIONS),
    status: z.enum(['running', 'done', 'cancelled']),
    total: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    errors: z.array(z.object({ run_id: z.string(), code: z.string(), detail: z.string() })),
    created_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .openapi('BulkJob');

export const startBulkJob = route('operator', {
  method: 'post',
  path: '/api/v1/bulk',
  summary: 'Does the same to many runs',
  request: {
    body: body(
      z.object({
        action: z.enum(BULK_ACTIONS),
        run_ids: z.array(z.string()).min(1).max(1000).optional(),
        selection_id: z.string().optional(),
        expected: z
          .int()
          .openapi({ description: 'What the person confirmed; the job is refused if it is another number.' }),
        reason: ReasonSchema.optional(),
        note: NoteSchema.optional(),
        add: TagsSchema,
        remove: TagsSchema,
        owner: OwnerSchema.optional(),
        pinned: z.boolean().optional(),
      }),
    ),
  },
  responses: { 202: json(BulkJobSchema, 'It goes on by itself') },
});

const JobParameters = z.object({ job: z.string().openapi({ description: 'The id of a job.' }) });

export const getBulkJob = route('operator', {
  method: 'get',
  path: '/api/v1/bulk/{job}',
  summary: 'How far it is',
  request: { params: JobParameters },
  responses: { 200: json(BulkJobSchema, 'The job') },
});

export const cancelBulkJob = route('operator', {
  method: 'post',
  path: '/api/v1/bulk/{job}/cancel',
  summary: 'Does no more of it',
  request: { params: JobParameters },
  responses: { 200: json(BulkJobSchema, 'The job') },
});
