import { OpenAPIHono, type Hook } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';

import { streamRun, streamRuns } from '../api/following.ts';
import { idempotency } from '../limits/idempotency.ts';
import { rateLimits, signInLimits } from '../limits/rate-limits.ts';
import { streamLimits } from '../limits/stream-limits.ts';
import type { Parts } from '../parts.ts';
import { isUnavailable } from '../store/unavailable.ts';
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
  app.use('/api/v1/*', BODY_LIMIT);
  app.use(signInLimits(parts.settings));
  app.use(authentication(parts));
  app.use('/api/v1/*', rateLimits(parts.settings), idempotency(parts));
  const limitStreams = streamLimits(parts.settings);
  for (const { path } of [streamRun, streamRuns]) app.use(path.replaceAll(/\{(\w+)\}/g, ':$1'), limitStreams);
  for (const group of groups) app.route('/', group(parts));
  app.notFound((c) =>
    c.json(new ProblemError('not_found', `Nothing is at ${c.req.path}`).toJSON(), 404, PROBLEM),
  );
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.status === 500) parts.report('A request could not be served', error);
    if (problem.status === 503) c.header('retry-after', RETRY_AFTER_S);
    if (problem.status === 413) c.header('connection', 'close'); // the rest of the body is still on it
    return c.json(problem, problem.status as 500, PROBLEM); // any status is one
  });
  return app;
}

function problemOf(error: Error): Problem {
  if (error instanceof ProblemError) return error.toJSON();
  if (error instanceof HTTPException && error.status < 500) {
    return { code: 'bad_request', status: error.status, detail: error.message, retriable: false };
  }
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
