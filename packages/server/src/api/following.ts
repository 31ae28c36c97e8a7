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
      wait: z.coerce
        .number()
        .int()
        .min(0)
        .max(60)
        .default(0)
        .openapi({ description: 'Seconds to wait for a change from what `If-None-Match` names.' }),
    }),
  },
  responses: {
    200: {
      ...json(StatusObjectSchema.extend({ why: z.string() }).openapi('RunStatus'), 'The status'),
      headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    },
    304: { description: 'As before' },
  },
});

/** What a stream tells of a run that changed; the number of the change is the message's `id`. */
export const ChangeSchema = z
  .object({ run_id: z.string(), state: z.string(), version: z.int(), at: z.string() })
  .openapi('Change');

export const LatestChangeSchema = z.object({ last_change: z.int() }).openapi('LatestChange');

const ref = (name: 'Change' | 'LatestChange') => ({ $ref: `#/components/schemas/${name}` });

/** A stream begins with how it is, or for a client that names its Last-Event-ID with what it has missed. */
const stream = (beginning: 'Change' | 'LatestChange', ends: boolean) => ({
  description:
    'Server-sent events; `x-messages` has the `data` of each `event`. It begins with `snapshot`, or for a client that names ' +
    'its `Last-Event-ID` with what it has missed; with `reset` where nobody knows that any more: then read anew.',
  content: {
    'text/event-stream': {
      schema: z.string(),
      'x-messages': {
        snapshot: ref(beginning),
        reset: ref(beginning),
        change: ref('Change'),
        ...(ends && { end: ref('Change') }),
      },
    },
  },
});

export const streamRun = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/stream',
  summary: 'Every change of a run, until it has ended: then `event: end`',
  request: { params: RunIdParameters },
  responses: {
    200: stream('Change', true),
    204: { description: 'The run has ended, and the client that comes back knows: it need not come again' },
  },
});

export const streamRuns = route('viewer', {
  method: 'get',
  path: '/api/v1/stream',
  summary: 'Every change of all runs',
  request: { query: RunFilterSchema.pick({ workflow: true, env: true }) },
  responses: { 200: stream('LatestChange', false) },
});
