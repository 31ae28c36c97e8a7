import { z } from '@hono/zod-openapi';
import { ERROR_CATEGORIES, RUN_RECORD_STATUSES, RUN_STATUSES, STATUS_STATES } from '@runlight/contract';

/**
 * A parameter that can be given several times, or once with commas: `status=failed,completed`. A comma of a value itself
 * has a backslash before it, and so has a backslash.
 */
function listOf<T extends string>(item: z.ZodType<T, string>, values?: readonly string[]) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap(splitAtCommas))
    .pipe(z.array(item).max(MAX_VALUES))
    .optional()
    .openapi({
      type: 'array',
      items: values === undefined ? { type: 'string' } : { type: 'string', enum: [...values] },
      param: { style: 'form', explode: false },
    });
}

const MAX_VALUES = 500;

function splitAtCommas(given: string): string[] {
  const parts = given.match(/(?:\\.|[^,\\])+|\\$/gsu) ?? [];
  return parts.map((part) => part.replaceAll(/\\(.)/gsu, '$1'));
}

/** One of some words. */
function oneOf<const T extends string>(values: readonly T[]): z.ZodType<T, string> {
  return z.string().refine((given): given is T => values.some((value) => value === given), {
    error: `must be one of ${values.join(', ')}`,
  });
}

const FlagSchema = z
  .enum(['true', 'false'])
  .transform((given) => given === 'true')
  .optional()
  .openapi({ type: 'boolean' });

/** ISO 8601 with a zone, or a span before now. */
const TimeSchema = z
  .union([z.iso.datetime({ offset: true }), z.string().regex(/^\d{1,6}[smhd]$/)], {
    error: 'must be a time with a zone, 2026-04-24T18:00:00Z, or a span before now: 15m, 24h, 7d',
  })
  .openapi({ type: 'string', example: '24h' });

export const RunIdParameters = z.object({
  id: z
    .string()
    .min(1)
    .max(512)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'The id of a run.' }),
});

const WORDS = [...new Set([...RUN_RECORD_STATUSES, ...STATUS_STATES])];

/** A text that a database can hold. */
function text(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((given) => !given.includes('\0'), { error: 'must not contain a null character' });
}

const HITL = ['requested', 'approved', 'rejected', 'none'] as const;

/** By what runs are found. Every one narrows; several values of one are alternatives. */
export const RunFilterSchema = z.object({
  id: listOf(text(512)).openapi({ description: 'Exactly these runs.' }),
  status: listOf(oneOf(WORDS), WORDS).openapi({
    description:
      'What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too.',
  }),
  state: listOf(oneOf(RUN_STATUSES), RUN_STATUSES).openapi({ description: 'Exactly these states.' }),
  workflow: listOf(text(512)).openapi({ description: 'Names of workflows.' }),
  version: listOf(text(128)).openapi({ description: 'Versions of workflows.' }),
  env: listOf(text(128)).openapi({ description: 'Environments: `prod`.' }),
  tenant: listOf(text(256)).openapi({ description: 'Tenants, for whoever sees several.' }),
  tag: listOf(text(256)).openapi({ description: 'Each of these tags.' }),
  tag_pattern: text(256).optional().openapi({
    description: 'A regular expression of RE2, which never backtracks; some tag of the run matches it.',
  }),
  error_code: listOf(text(256)).openapi({
    description: 'The code of the error that failed it, else its type.',
  }),
  error_category: listOf(oneOf(ERROR_CATEGORIES), ERROR_CATEGORIES).openapi({
    description: 'Of the error that failed it.',
  }),
  hitl: listOf(oneOf(HITL), HITL).openapi({
    description: 'What became of the latest gate for a person; `none` is a run without one.',
  }),
  started_by: listOf(text(256)).openapi({ description: 'Who or what started it.' }),
  owner: listOf(text(256)).openapi({ description: '`none` is nobody.' }),
  business_event_id: listOf(text(512)).openapi({ description: 'What it was for: an order, a case.' }),
  trace_id: listOf(z.string().regex(/^[0-9a-f]{32}$/)).openapi({ description: 'Ids of traces.' }),
  rerun_of: listOf(text(512)).openapi({ description: 'Re-runs of these runs.' }),
  parent: listOf(text(512)).openapi({ description: 'Runs that these runs started.' }),
  failed_step: listOf(text(512)).openapi({
    description: 'The step that failed it, with its key if it has one: `charge:eu`.',
  }),
  needs_person: FlagSchema.openapi({
    description:
      'What a person has to do something about: waits for a person, is blocked, stalled, incomplete.',
  }),
  resolved: FlagSchema.openapi({ description: 'Whether somebody took care of what went wrong.' }),
  pinned: FlagSchema.openapi({ description: 'Whether it is kept from being deleted.' }),
  backfill: FlagSchema.openapi({ description: 'Whether its tags say that it is a backfill or a replay.' }),
  q: text(512)
    .optional()
    .openapi({ description: 'Words in names, tags, errors, redacted inputs and outputs.' }),
  time_field: z
    .enum(['started', 'ended', 'updated'])
    .default('started')
    .openapi({ description: 'Which time `from` and `to` are about.' }),
  from: TimeSchema.optional().openapi({
    description: 'At this time or later: ISO 8601 with a zone, or a span before now, `15m`, `24h`, `7d`.',
  }),
  to: TimeSchema.optional().openapi({ description: 'Before this time, in the same words.' }),
});
export type RunFilter = z.infer<typeof RunFilterSchema>;

export const SORTS = ['-started_at', 'started_at', 'status', '-status', 'duration', '-duration'] as const;

export const SortSchema = z
  .enum(SORTS)
  .default('-started_at')
  .openapi({ description: 'A minus is the greatest first.' });

export const PageSchema = z.object({
  limit: z.coerce
    .number({ error: 'must be a number from 1 to 500' })
    .int()
    .min(1)
    .max(500)
    .default(50)
    .openapi({ description: 'How many at most; fewer where they are large.' }),
  next_token: z
    .string()
    .max(2048)
    .optional()
    .openapi({ description: 'What the page before gave; opaque, and good for the same question only.' }),
});

export const RunListParameters = RunFilterSchema.extend({
  ...PageSchema.shape,
  sort: SortSchema,
});
export type RunListParameters = z.infer<typeof RunListParameters>;
