import { OpenAPIHono, type Hook } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';

import { streamRun, streamRuns } from '../api/following.ts';
import { idempotency } from '../limits/idempotency.ts';
import { rateLimits, signInLimits } from '../limits/rate-limits.ts';
import { streamLimits } from '../limits/stream-limits.ts';
import type { Parts } from '../parts.ts';
import { isUnavailable } from '../store/unavailable.ts';
import { methodsOf } from './allowed-methods.ts';
import { authentication, type Variables } from './authentication.ts';
import { ProblemError, type Problem } from './problem.ts';

export interface Env {
  Variables: Variables;
}
export type Api = OpenAPIHono<Env>;

/** A group of routes; all of them say in the document who may use them. */
export type Routes = (parts: Parts) => Api;

/** An empty group of routes that answers wrong input as a problem. */
export function newApi(): Api {
  return new OpenAPIHono<Env>({ defaultHook: refuseWrongInput });
}

const refuseWrongInput: Hook<unknown, Env, string, unknown> = (result, c) => {
  if (result.success) return undefined;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const detail = errors
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
  return c.json(
    new ProblemError('bad_request', detail, { code: 'invalid_input', errors }).toJSON(),
    400,
    PROBLEM,
  );
};

/** What is answered is for whoever asked, as it is now, and what it says that it is. */
const PRIVATE: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('x-content-type-options', 'nosniff');
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'private, no-cache');
};

/** Of what people and programs ask for; what is taken in has its own limit. */
const MAX_BODY_BYTES = 1024 * 1024;
const BODY_LIMIT = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new ProblemError('too_large', `A request’s body has at most ${MAX_BODY_BYTES} bytes`);
  },
});

const RETRY_AFTER_S = '5';
const PROBLEM = { 'content-type': 'application/problem+json' };

/** The whole HTTP interface of a server. */
export function createApp(parts: Parts, groups: readonly Routes[]): Api {
  const app = newApi();
  app.use('/api/v1/*', PRIVATE, BODY_LIMIT);
  app.use(signInLimits(parts.settings));
  app.use(authentication(parts));
  app.use('/api/v1/*', rateLimits(parts.settings), idempotency(parts));
  const limitStreams = streamLimits(parts.settings);
  for (const { path } of [streamRun, streamRuns]) app.use(path.replaceAll(/\{(\w+)\}/g, ':$1'), limitStreams);
  for (const group of groups) app.route('/', group(parts));
  const methodsAt = methodsOf(app);
  app.notFound((c) => {
    const allowed = methodsAt(c.req.path);
    if (allowed.length === 0) return c.json(nothingAt(c.req.path), 404, PROBLEM);
    c.header('allow', allowed.join(', '));
    if (c.req.method === 'OPTIONS') return c.body(null, 204);
    const detail = `${c.req.path} answers to ${allowed.join(', ')}`;
    return c.json(new ProblemError('method_not_allowed', detail).toJSON(), 405, PROBLEM);
  });
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.status === 500) parts.report('A request could not be served', error);
    if (problem.status === 503) c.header('retry-after', RETRY_AFTER_S);
    if (problem.status === 413) c.header('connection', 'close'); // the rest of the body is still on it
    if (problem.status === 401) c.header('www-authenticate', 'Bearer');
    return c.json(problem, problem.status as 500, PROBLEM); // any status is one
  });
  return app;
}

function nothingAt(path: string): Problem {
  return new ProblemError('not_found', `Nothing is at ${path}`).toJSON();
}

function problemOf(error: Error): Problem {
  if (error instanceof ProblemError) return error.toJSON();
  if (error instanceof HTTPException && error.status < 500) return unreadable(error).toJSON();
  if (isUnavailable(error)) {
    return {
      code: 'database_unavailable',
      status: 503,
      detail: 'The database can’t be used now. Nothing was changed; try again.',
      retriable: true,
    };
  }
  return {
    code: 'internal',
    status: 500,
    detail: 'The server failed; its log says why. Nothing was changed.',
    retriable: true,
  };
}

/** What is wrong with a body that nobody could look into. */
function unreadable({ status, message }: HTTPException): ProblemError {
  return status === 415
    ? new ProblemError('unsupported_media_type', 'Send a body of JSON, with Content-Type: application/json')
    : new ProblemError('bad_request', `The body can’t be read: ${message}`, { code: 'invalid_body' });
}
