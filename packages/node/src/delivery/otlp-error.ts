import { RunlightError } from '@runlight/contract';

/**
 * An export that the endpoint did not acknowledge.
 *
 * `code` is `otlp_refused` when the endpoint read the batch and will never take it as it is (sending it again is
 * pointless), and `otlp_unavailable` for everything that can pass: no connection, no answer in time, overload, a login
 * that is not accepted yet.
 */
export class OtlpError extends RunlightError {
  override readonly name = 'OtlpError';
  /** How long the endpoint wants to be left alone, from its `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: 'otlp_refused' | 'otlp_unavailable',
    message: string,
    options: ErrorOptions & { retryAfterMs?: number | undefined } = {},
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What of an HTTP answer other than 2xx speaks of the batch itself; by the OTLP specification these are not retried. */
const REFUSING_STATUSES = new Set([400, 413, 415, 422]);

/** True for an error that speaks of the batch: ours, or that of a stock exporter, whose code is the HTTP status. */
export function isRefusal(error: Error): boolean {
  if (!('code' in error)) return false;
  return (
    error.code === 'otlp_refused' || (typeof error.code === 'number' && REFUSING_STATUSES.has(error.code))
  );
}

export function retryAfterMsOf(error: Error): number | undefined {
  return error instanceof OtlpError ? error.retryAfterMs : undefined;
}

/** The error of an answer that is no acknowledgement. */
export function errorOfStatus(status: number, body: string, retryAfterMs: number | undefined): OtlpError {
  const message = `The OTLP endpoint answered ${status}${body === '' ? '' : `: ${body.slice(0, 200)}`}`;
  if (REFUSING_STATUSES.has(status)) return new OtlpError('otlp_refused', message);
  return new OtlpError('otlp_unavailable', message, { retryAfterMs });
}
