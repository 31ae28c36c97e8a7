import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';

import { addressIn, isPrivate, lookupPublic, RefusedAddressError } from './refused-address.ts';
import { retryAfterMs } from './retry.ts';

const TIMEOUT_MS = 15_000;
const BODY_KEPT_BYTES = 1024;
const BODY_WAIT_MS = 2000;

/** What came of an attempt. */
export interface Answer {
  readonly delivered: boolean;
  /** Null when there was no answer. */
  readonly status: number | null;
  /** The first KiB. */
  readonly body: string | null;
  /** Why it does not count as delivered. */
  readonly error: string | null;
  /** How long the receiver asked to be left alone. */
  readonly retryAfterMs: number | null;
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivate: boolean;
  /** Gives up at once; then this rejects. */
  readonly signal: AbortSignal;
}

/**
 * Sends a request, and resolves with what came of it, at the latest after 15 seconds. It follows no redirect, sends to no
 * private address, and uses every connection once.
 */
export async function post({ url, headers, body, allowPrivate, signal }: Post): Promise<Answer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const target = new URL(url);
    const isSecure = target.protocol === 'https:';
    if (!allowPrivate && !isSecure) throw new Error('Webhooks need https, so that nobody reads them');
    const address = addressIn(target.hostname);
    if (!allowPrivate && address !== undefined && isPrivate(address)) {
      throw new RefusedAddressError(target.hostname, address);
    }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isSecure ? requestHttps : requestHttp)(target, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.any([signal, timeout]),
        ...(!allowPrivate && { lookup: lookupPublic }),
      });
      request.once('response', resolve).once('error', reject);
      request.end(body);
    });
    return answerOf(response, await beginningOf(response));
  } catch (error) {
    signal.throwIfAborted();
    const text = timeout.aborted ? `No answer within ${TIMEOUT_MS / 1000} seconds` : messageOf(error);
    return { delivered: false, status: null, body: null, error: text, retryAfterMs: null };
  }
}

function answerOf(response: IncomingMessage, body: string): Answer {
  const status = response.statusCode ?? 0;
  const delivered = status >= 200 && status < 300;
  const isRedirect = status >= 300 && status < 400;
  return {
    delivered,
    status,
    body,
    error: delivered
      ? null
      : `HTTP ${status}${isRedirect ? ': webhooks follow no redirects; give the address itself' : ''}`,
    retryAfterMs: delivered ? null : retryAfterMs(response.headers['retry-after'], Date.now()),
  };
}

/**
 * Reads no more than is kept: a receiver can't fill the server's memory. The status is the answer: of a body that does not
 * come to its end, what has come is kept.
 */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const late = setTimeout(() => response.destroy(), BODY_WAIT_MS);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= BODY_KEPT_BYTES) break; // which also closes the connection
    }
  } catch {
    // It was cut off, by us or on its way.
  } finally {
    clearTimeout(late);
  }
  // PostgreSQL keeps no NUL in a text.
  return Buffer.concat(chunks).subarray(0, BODY_KEPT_BYTES).toString().replaceAll('\0', '');
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((each) => messageOf(each)).join('; ');
  return error instanceof Error ? error.message : String(error);
}
