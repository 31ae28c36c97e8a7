import pRetry from 'p-retry';
import { z } from 'zod';
import { ExampleError } from '../example-error.ts';

const RateSchema = z.object({
  base: z.string(),
  quote: z.literal('EUR'),
  rate: z.string().regex(/^\d+(\.\d+)?$/),
});

/** What the rate service answered, or that it didn't. `status` is the HTTP status, where there was an answer. */
export class RateServiceError extends ExampleError {
  override readonly name = 'RateServiceError';
  readonly status: number | undefined;

  constructor(
    code: 'unknown_currency' | 'rate_service_unavailable',
    message: string,
    options?: ErrorOptions & { status?: number },
  ) {
    super(code, message, options);
    this.status = options?.status;
  }
}

export interface FetchRateOptions {
  /** The root of the rate service. */
  serviceUrl: string;
  /** The day whose rate is wanted, `YYYY-MM-DD`. */
  date: string;
  /** How often to ask in all. Default 4. */
  attempts?: number;
  /** How long to wait for one answer. Default 400. */
  timeoutMs?: number;
  /** The wait before the second attempt; it doubles with each further one. Default 150. */
  backoffMs?: number;
  signal?: AbortSignal;
  /** Called before each further attempt with the error of the one before, and how long the pause between them is. */
  onRetry?: (error: RateServiceError, delayMs: number) => void;
}

/**
 * How many euros one unit of the currency is worth, as a decimal; asks again when the service fails, with growing
 * pauses.
 *
 * @throws RateServiceError `unknown_currency` at once, `rate_service_unavailable` after the last attempt; what
 *   `signal` was aborted with when that happens first
 */
export async function fetchRateToEuro(currency: string, options: FetchRateOptions): Promise<string> {
  const { attempts = 4, backoffMs = 150, signal, onRetry } = options;
  return pRetry(() => askOnce(currency, options), {
    retries: attempts - 1,
    minTimeout: backoffMs,
    ...(signal && { signal }),
    shouldRetry: ({ error, retriesLeft, retryDelay }) => {
      if (!(error instanceof RateServiceError) || error.code === 'unknown_currency') return false;
      if (retriesLeft > 0) onRetry?.(error, retryDelay);
      return true;
    },
  });
}

async function askOnce(currency: string, options: FetchRateOptions): Promise<string> {
  const { serviceUrl, date, timeoutMs = 400, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const url = new URL(`/rates/${currency}?date=${date}`, serviceUrl);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    const { status } = response;
    if (status === 404) {
      throw new RateServiceError('unknown_currency', `the rate service doesn't quote ${currency}`, {
        status,
      });
    }
    if (!response.ok) {
      throw new RateServiceError('rate_service_unavailable', `the rate service answered ${status}`, {
        status,
      });
    }
    return RateSchema.parse(await response.json()).rate;
  } catch (error) {
    if (error instanceof RateServiceError || signal?.aborted) throw error;
    const message = timeout.aborted
      ? `the rate service didn't answer within ${timeoutMs} ms`
      : `the rate service gave no usable answer`;
    throw new RateServiceError('rate_service_unavailable', message, { cause: error });
  }
}
