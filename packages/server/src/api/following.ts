import { z } from '@hono/zod-openapi';
import { StatusObjectSchema } from '@runlight/contract/schemas';

import { route } from '../http/route.ts';
import { json } from './bodies.ts';
import { RunFilterSchema, RunIdParameters } from './parameters.ts';

export const getRunStatus = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/status',
  summary: 'The status object: small, with an ETag, and `Retry-After` while the run goes on',
  request: {
    params: RunIdParameters,
    query: z.object({
      /** Seconds to wait for a change from what `If-None-Match` names. */
      wait: z.coerce.number().int().min(0).max(60).default(0),
    }),
  },
  responses: {
    200: json(StatusObjectSchema.extend({ why: z.string() }).openapi('RunStatus'), 'The status'),
    304: { description: 'As before' },
  },
});

/**
 * What a stream tells: `event: change`, the number of the change as `id`, and this as `data`.
 *
 * A stream begins with `snapshot`, or for a client that names its Last-Event-ID with what it has missed; with `reset`
 * where nobody knows that any more: then the client reads anew.
 */
export const ChangeSchema = z
  .object({ run_id: z.string(), state: z.string(), version: z.int(), at: z.string() })
  .openapi('Change');

const stream = {
  description: 'Server-sent events; begin again with Last-Event-ID',
  content: { 'text/event-stream': { schema: z.string() } },
};

export const streamRun = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/stream',
  summary: 'Every change of a run, until it has ended: then `event: end`',
  request: { params: RunIdParameters },
  responses: {
    200: stream,
    204: { description: 'The run has ended, and the client that comes back knows: it need not come again' },
  },
});

export const streamRuns = route('viewer', {
  method: 'get',
  path: '/api/v1/stream',
  summary: 'Every change of all runs',
  request: { query: RunFilterSchema.pick({ workflow: true, env: true }) },
  responses: { 200: stream },
});
