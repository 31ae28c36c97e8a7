import type { Problem } from './generated/types.gen.ts';

/** Why a request failed, as the server says it; `unreachable` with status 0 where no answer came. */
export class ProblemError extends Error implements Omit<Problem, 'detail'> {
  override readonly name = 'ProblemError';
  /** Stable, for programs: `run_not_found`. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** Whether the same request may succeed later. */
  readonly retriable: boolean;
  /** Which parts of the request are wrong. */
  readonly errors: NonNullable<Problem['errors']>;
  /** How long the server asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined;

  constructor(
    problem: Problem,
    options: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(problem.detail, { cause: options.cause });
    this.code = problem.code;
    this.status = problem.status;
    this.retriable = problem.retriable;
    this.errors = problem.errors ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What an answer that is no success says; also that of something between here and the server. */
export async function problemIn(response: Response): Promise<ProblemError> {
  const text = await response.text();
  const retryAfterMs = retryAfterIn(response.headers.get('retry-after'));
  return new ProblemError(parse(text) ?? foreignProblem(response), { retryAfterMs });
}

/** Seconds, or a date. Source: RFC 9110, 10.2.3. */
function retryAfterIn(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parse(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null; // checked below
    return typeof value?.code === 'string' && typeof value.detail === 'string'
      ? (value as Problem) // only the server's problems have both
      : undefined;
  } catch {
    return undefined; // a proxy's page
  }
}

function foreignProblem({ status, statusText }: Response): Problem {
  return {
    code: `http_${status}`,
    status,
    detail: `The server answered ${status} ${statusText}`.trim(),
    retriable: status === 429 || status >= 500,
  };
}
