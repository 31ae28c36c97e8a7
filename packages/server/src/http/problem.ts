import { z } from '@hono/zod-openapi';
import { RunlightError } from '@runlight/contract';

/** Every answer that is no success. Source: RFC 9457, with what a program needs to decide whether to try again. */
export const ProblemSchema = z
  .object({
    /** Stable, for programs: `run_not_found`. */
    code: z.string(),
    status: z.int(),
    /** For people: what is wrong, and what to do. */
    detail: z.string(),
    /** True if the same request may succeed later. */
    retriable: z.boolean(),
    /** Which parts of the request are wrong. */
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof ProblemSchema>;

const STATUS = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  too_many_requests: 429,
  unavailable: 503,
} as const;
export type ProblemKind = keyof typeof STATUS;

/** A request that can't be served, told to its sender. */
export class ProblemError extends RunlightError {
  readonly status: (typeof STATUS)[ProblemKind];
  readonly retriable: boolean;
  readonly errors: Problem['errors'];

  /** `code` defaults to the kind, `retriable` to whether problems of the kind go away by themselves. */
  constructor(
    kind: ProblemKind,
    detail: string,
    options: {
      readonly code?: string;
      readonly errors?: Problem['errors'];
      readonly retriable?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(options.code ?? kind, detail, { cause: options.cause });
    this.name = 'ProblemError';
    this.status = STATUS[kind];
    this.retriable = options.retriable ?? (kind === 'too_many_requests' || kind === 'unavailable');
    this.errors = options.errors;
  }

  toJSON(): Problem {
    const { code, status, message, retriable, errors } = this;
    return { code, status, detail: message, retriable, ...(errors && { errors }) };
  }
}
