import { createRoute, type RouteConfig } from '@hono/zod-openapi';

import { needs } from './authentication.ts';
import type { Role } from './principal.ts';
import { ProblemSchema } from './problem.ts';

/** A route that needs a role, or `anyone`. Each of them says so in the document, and can answer with a problem. */
export function route<const R extends Omit<RouteConfig, 'middleware'>>(role: Role | 'anyone', config: R) {
  return createRoute({
    ...config,
    ...(role === 'anyone' ? { security: [] } : { middleware: [needs(role)], security: [{ token: [] }] }),
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
