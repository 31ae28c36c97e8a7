import { createHash } from 'node:crypto';

import { formatTimestamp } from '@runlight/contract';
import type { MiddlewareHandler } from 'hono';

import { addToken } from '../api/access.ts';
import { addWebhook, rotateWebhookSecret } from '../api/webhooks.ts';
import type { Env } from '../http/app.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';

const KEPT_MS = 86_400_000;
/** No request takes so long: its server has ended, and nobody knows how far it came. */
const SERVED_AT_MOST_MS = 5 * 60_000;
const RETRY_AFTER_S = '1';
const KEY = /^[\x21-\x7e]{1,255}$/;
/** A refusal that says nothing of the request itself: the same one may be served later. */
const NOT_KEPT: ReadonlySet<number> = new Set([401, 403, 408, 425, 429]);

/** Answers that hold what is shown once, and kept nowhere. */
const SHOWN_ONCE = [addToken, addWebhook, rotateWebhookSecret].map(
  ({ path }) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
);

/** What a replay needs of an answer. */
interface Kept {
  readonly type: string | null;
  readonly body: string;
}

/**
 * A POST with an `Idempotency-Key` is served once: whoever sends it again with the key gets the first answer, for a day.
 * Keys of different tokens have nothing to do with each other. An answer of 5xx frees the key.
 */
export function idempotency(parts: Parts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    const { principal } = c.var;
    if (c.req.method !== 'POST' || key === undefined || principal === undefined) return next();
    if (!KEY.test(key)) {
      throw new ProblemError('bad_request', 'An Idempotency-Key is 1 to 255 visible ASCII characters', {
        code: 'invalid_idempotency_key',
      });
    }
    const { pathname, search } = new URL(c.req.url);
    const request = {
      key_hash: hashOf(principal.tokenId ?? 'local', key),
      request_hash: hashOf(pathname + search, Buffer.from(await c.req.arrayBuffer())),
    };
    const first = await begin(parts, request);
    if (first !== undefined) {
      if (first.status === null) c.header('retry-after', RETRY_AFTER_S);
      return replay(first, request.request_hash, parts.now());
    }
    let isKept = false;
    try {
      await next();
      const { status } = c.res;
      if (status < 500 && !NOT_KEPT.has(status)) {
        const kept =
          SHOWN_ONCE.some((path) => path.test(c.req.path)) && c.res.ok ? null : await keptOf(c.res);
        await parts.store.db
          .updateTable('idempotency_keys')
          .set({ status, response: kept === null ? null : JSON.stringify(kept) })
          .where('key_hash', '=', request.key_hash)
          .execute();
        isKept = true;
      }
    } finally {
      if (!isKept) await free(parts, request.key_hash);
    }
    return undefined;
  };
}

interface FirstRequest {
  readonly request_hash: string;
  readonly created_at: string;
  readonly status: number | null;
  readonly response: string | null;
}

/** Takes a key, or says who has it. */
async function begin(
  parts: Parts,
  request: { readonly key_hash: string; readonly request_hash: string },
): Promise<FirstRequest | undefined> {
  const { db } = parts.store;
  const time = parts.now();
  await db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<=', formatTimestamp(time - KEPT_MS))
    .execute();
  const taken = await db
    .insertInto('idempotency_keys')
    .values({ ...request, created_at: formatTimestamp(time), status: null, response: null })
    .onConflict((conflict) => conflict.column('key_hash').doNothing())
    .returning('key_hash')
    .executeTakeFirst();
  if (taken !== undefined) return undefined;
  const first = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'created_at', 'status', 'response'])
    .where('key_hash', '=', request.key_hash)
    .executeTakeFirst();
  return first ?? begin(parts, request); // it was freed in between
}

function replay(first: FirstRequest, requestHash: string, now: number): Response {
  if (first.request_hash !== requestHash) {
    throw new ProblemError(
      'unprocessable',
      'The Idempotency-Key was used for another request; take a new one',
      {
        code: 'idempotency_key_reused',
      },
    );
  }
  if (first.status === null && first.created_at <= formatTimestamp(now - SERVED_AT_MOST_MS)) {
    throw new ProblemError(
      'conflict',
      'The server ended while it served this request; look whether it was done, and take a new key if not',
      { code: 'idempotency_outcome_unknown' },
    );
  }
  if (first.status === null) {
    throw new ProblemError('conflict', 'The first request with this Idempotency-Key is still being served', {
      code: 'idempotency_key_in_use',
      retriable: true,
    });
  }
  const headers = { 'idempotency-replayed': 'true' };
  if (first.response === null) {
    const problem = new ProblemError(
      'conflict',
      'The first request was served; its answer held a secret that is shown once and kept nowhere',
      { code: 'secret_shown_once' },
    );
    return Response.json(problem, {
      status: problem.status,
      headers: { ...headers, 'content-type': 'application/problem+json' },
    });
  }
  const { type, body } = JSON.parse(first.response) as Kept; // only this server writes the column
  return new Response(body === '' ? null : body, {
    status: first.status,
    headers: { ...headers, ...(type !== null && { 'content-type': type }) },
  });
}

async function keptOf(response: Response): Promise<Kept> {
  return { type: response.headers.get('content-type'), body: await response.clone().text() };
}

async function free({ store: { db } }: Parts, keyHash: string): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('key_hash', '=', keyHash).execute();
}

function hashOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
