import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';

import { needs } from './authentication.ts';
import type { Role } from './principal.ts';
import { ProblemError, ProblemSchema } from './problem.ts';

/** A route that needs a role, or `anyone`. Each of them says so in the document, and can answer with a problem. */
export function route<const R extends Omit<RouteConfig, 'middleware'>>(role: Role | 'anyone', config: R) {
  const { query } = config.request ?? {};
  const known = query instanceof z.ZodObject ? [refuseUnknown(Object.keys(query.shape))] : [];
  return createRoute({
    ...config,
    ...(role === 'anyone'
      ? { middleware: known, security: [] }
      : { middleware: [needs(role), ...known], security: [{ token: [] }, { session: [] }] }),
    'x-required-role': role,
    responses: {
      ...config.responses,
      default: {
        description: 'What is wrong, and whether the same request may succeed later',
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    },
  });
}

/** A parameter that is misspelt would make it a question that nobody asked: of all runs instead of some. */
function refuseUnknown(known: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const unknown = Object.keys(c.req.query()).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new ProblemError(
        'bad_request',
        `There is no parameter ${unknown} here; those that there are: ${known.join(', ')}`,
        { code: 'unknown_parameter', errors: [{ path: unknown, message: 'is unknown' }] },
      );
    }
    return next();
  };
}
