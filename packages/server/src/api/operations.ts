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
    request: {
      body: {
        required: true,
        content: {
          'application/json': { schema: z.looseObject({}) },
          'application/x-protobuf': { schema: z.string().openapi({ format: 'binary' }) },
        },
      },
    },
    responses: {
      200: json(z.object({ partialSuccess: z.looseObject({}).optional() }), 'It is kept'),
    },
  });

export const takeLogs = otlp('logs');
export const takeTraces = otlp('traces');
