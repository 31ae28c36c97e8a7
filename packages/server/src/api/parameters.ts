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

function splitAtCommas(text: string): string[] {
  const parts = text.match(/(?:\\.|[^,\\])+|\\$/gsu) ?? [];
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

/** A time: ISO 8601 with a zone, or a span before now: `15m`, `24h`, `7d`. */
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
    .openapi({ param: { name: 'id', in: 'path' } }),
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
  id: listOf(text(512)),
  /** What runs show as their `status`, or what the status API calls their state: `failed` is `lost` and `timed_out` too. */
  status: listOf(oneOf(WORDS), WORDS),
  /** Exactly these states. */
  state: listOf(oneOf(RUN_STATUSES), RUN_STATUSES),
  workflow: listOf(text(512)),
  version: listOf(text(128)),
  env: listOf(text(128)),
  tenant: listOf(text(256)),
  /** Each of these tags. */
  tag: listOf(text(256)),
  /** A regular expression of RE2, which never backtracks; some tag of the run matches it. */
  tag_pattern: text(256).optional(),
  error_code: listOf(text(256)),
  error_category: listOf(oneOf(ERROR_CATEGORIES), ERROR_CATEGORIES),
  hitl: listOf(oneOf(HITL), HITL),
  actor: listOf(text(256)),
  /** `none` is nobody. */
  owner: listOf(text(256)),
  business_event_id: listOf(text(512)),
  trace_id: listOf(z.string().regex(/^[0-9a-f]{32}$/)),
  rerun_of: listOf(text(512)),
  parent: listOf(text(512)),
  failed_step: listOf(text(512)),
  /** What a person has to do something about: waits for a person, is blocked, stalled, incomplete. */
  needs_person: FlagSchema,
  resolved: FlagSchema,
  pinned: FlagSchema,
  backfill: FlagSchema,
  /** Words in names, tags, errors, redacted inputs and outputs. */
  q: text(512).optional(),
  /** Which time `from` and `to` are about. */
  time_field: z.enum(['started', 'ended', 'updated']).default('started'),
  from: TimeSchema.optional(),
  to: TimeSchema.optional(),
});
export type RunFilter = z.infer<typeof RunFilterSchema>;

export const SORTS = ['-started_at', 'started_at', 'status', '-status', 'duration', '-duration'] as const;

export const PageSchema = z.object({
  limit: z.coerce.number({ error: 'must be a number from 1 to 500' }).int().min(1).max(500).default(50),
  /** What the page before gave; opaque, and good for the same question only. */
  next_token: z.string().max(2048).optional(),
});

export const RunListParameters = RunFilterSchema.extend({
  ...PageSchema.shape,
  /** A minus is the greatest first. */
  sort: z.enum(SORTS).default('-started_at'),
});
export type RunListParameters = z.infer<typeof RunListParameters>;
