import { z } from '@hono/zod-openapi';

import { route } from '../http/route.ts';
import { ROLES } from '../http/principal.ts';
import { body, json, NextTokenSchema, OneLineSchema } from './bodies.ts';
import { PageSchema } from './parameters.ts';

export const MeSchema = z
  .object({
    actor: z.string(),
    role: z.enum(ROLES),
    tenant_id: z.string().nullable(),
    access: z.enum(['local', 'tokens']),
    now: z.string().openapi({ description: "The server's clock, so that what counts up is right." }),
    version: z.string(),
  })
  .openapi('Me');

export const getMe = route('viewer', {
  method: 'get',
  path: '/api/v1/me',
  summary: 'Who asks',
  responses: { 200: json(MeSchema, 'Who asks, and what the server is') },
});

export const startSession = route('anyone', {
  method: 'post',
  path: '/api/v1/session',
  summary: 'Keeps a token in a cookie that scripts can’t read',
  request: { body: body(z.object({ token: z.string().max(256) })) },
  responses: { 204: { description: 'The browser is signed in' } },
});

export const endSession = route('anyone', {
  method: 'delete',
  path: '/api/v1/session',
  summary: 'Signs the browser out',
  responses: { 204: { description: 'Done' } },
});

export const TokenSchema = z
  .object({
    token_id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    tenant_id: z.string().nullable(),
    created_at: z.string(),
    created_by: z.string(),
    last_used_at: z.string().nullable(),
    expires_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
  })
  .openapi('Token');

export const listTokens = route('admin', {
  method: 'get',
  path: '/api/v1/tokens',
  summary: 'All tokens, without what they are',
  responses: { 200: json(z.object({ tokens: z.array(TokenSchema) }), 'The newest first') },
});

export const addToken = route('admin', {
  method: 'post',
  path: '/api/v1/tokens',
  summary: 'Makes a token',
  request: {
    body: body(
      z.object({
        name: OneLineSchema.max(200),
        role: z.enum(ROLES),
        tenant_id: z.string().min(1).max(256).nullable().default(null),
        expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
      }),
    ),
  },
  responses: { 201: json(TokenSchema.extend({ token: z.string() }).openapi('NewToken'), 'Shown this once') },
});

export const revokeToken = route('admin', {
  method: 'delete',
  path: '/api/v1/tokens/{token}',
  summary: 'Ends a token',
  request: {
    params: z.object({ token: z.string().openapi({ description: 'The id of a token, not the token.' }) }),
  },
  responses: { 204: { description: 'Done' } },
});

export const listAudit = route('admin', {
  method: 'get',
  path: '/api/v1/audit',
  summary: 'Who did what, when',
  request: {
    query: PageSchema.extend({
      target: z
        .string()
        .optional()
        .openapi({ description: 'What it was done to: the id of a run, of a token.' }),
      actor: z.string().optional().openapi({ description: 'Who did it, by name.' }),
    }),
  },
  responses: {
    200: json(
      z
        .object({
          entries: z.array(
            z.object({
              at: z.string(),
              actor: z.string(),
              token_id: z
                .string()
                .nullable()
                .openapi({ description: 'Names can be given twice, ids can’t. Null: nobody with a token.' }),
              tenant_id: z.string().nullable(),
              action: z.string(),
              target: z.string().nullable(),
              details: z.record(z.string(), z.unknown()).nullable(),
            }),
          ),
          next_token: NextTokenSchema,
        })
        .openapi('AuditLog'),
      'The newest first',
    ),
  },
});

const ViewSchema = z
  .object({ view_id: z.string(), name: z.string(), query: z.string(), created_by: z.string() })
  .openapi('SavedView');

export const listViews = route('viewer', {
  method: 'get',
  path: '/api/v1/views',
  summary: 'Saved filters',
  responses: { 200: json(z.object({ views: z.array(ViewSchema) }), 'By name') },
});

const ViewBodySchema = z.object({
  name: OneLineSchema.max(100),
  query: z.string().max(8192),
});

export const saveView = route('operator', {
  method: 'post',
  path: '/api/v1/views',
  summary: 'Saves a filter for everybody',
  request: { body: body(ViewBodySchema) },
  responses: { 201: json(ViewSchema, 'The view') },
});

const ViewParameters = z.object({ view: z.string().openapi({ description: 'The id of a saved filter.' }) });

export const changeView = route('operator', {
  method: 'patch',
  path: '/api/v1/views/{view}',
  summary: 'Renames a saved filter, or saves another one in its place',
  request: {
    params: ViewParameters,
    body: body(ViewBodySchema.partial()),
  },
  responses: { 200: json(ViewSchema, 'The view') },
});

export const deleteView = route('operator', {
  method: 'delete',
  path: '/api/v1/views/{view}',
  summary: 'Forgets a saved filter',
  request: { params: ViewParameters },
  responses: { 204: { description: 'Done' } },
});
