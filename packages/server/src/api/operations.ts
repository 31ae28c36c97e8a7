import { z } from '@hono/zod-openapi';

import { route } from '../http/route.ts';
import { json } from './bodies.ts';

const HealthSchema = z
  .object({ status: z.enum(['ok', 'failing']), checks: z.record(z.string(), z.string()) })
  .openapi('Health');

export const getHealth = route('anyone', {
  method: 'get',
  path: '/healthz',
  summary: 'Whether the process lives',
  responses: { 200: json(HealthSchema, 'It does') },
});

export const getReadiness = route('anyone', {
  method: 'get',
  path: '/readyz',
  summary: 'Whether it can serve: the database answers',
  responses: { 200: json(HealthSchema, 'It can'), 503: json(HealthSchema, 'It can’t now') },
});

const otlp = (signal: 'logs' | 'traces') =>
  route('ingest', {
    method: 'post',
    path: `/v1/${signal}` as const,
    summary: `OTLP/HTTP ${signal}: JSON or protobuf, gzip or not`,
    // Not `request.body`: it may be compressed or protobuf, which is for the handler to read.
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { type: 'object' } },
        'application/x-protobuf': { schema: { type: 'string', format: 'binary' } },
      },
    },
    responses: {
      200: json(z.object({ partialSuccess: z.looseObject({}).optional() }), 'It is kept'),
    },
  });

export const takeLogs = otlp('logs');
export const takeTraces = otlp('traces');
