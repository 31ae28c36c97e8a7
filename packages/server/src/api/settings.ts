import { z } from '@hono/zod-openapi';
import { RedactionPolicySchema } from '@runlight/contract/schemas';

import { route } from '../http/route.ts';
import { AnyJsonSchema, body, json } from './bodies.ts';

const DaysSchema = z.int().min(1).max(36_500).nullable();
const TenantParameter = z.object({
  tenant: z
    .string()
    .max(256)
    .optional()
    .openapi({ description: 'Of this tenant, for whoever sees several; else everybody’s.' }),
});

const { rules, patterns } = RedactionPolicySchema.shape;
const PathSchema = z.string().min(1).max(256);
/** Everything that arrives is held against a policy: it is no longer than people write one. */
const PolicySchema = RedactionPolicySchema.extend({
  rules: z
    .array(rules.unwrap().element.extend({ path: PathSchema }))
    .max(100)
    .optional(),
  allow: z.array(PathSchema).max(100).optional(),
  patterns: patterns.unwrap().max(20).optional(),
});

/** A policy as it was set: its patterns are texts. */
export const RedactionSettingSchema = RedactionPolicySchema.extend({
  patterns: z.array(z.string()).optional(),
}).openapi('RedactionPolicy');

/**
 * How many days each class of data of a run that has ended is kept; null is for good. A pinned run keeps everything.
 * Deliveries of webhooks are kept as long as the shortest of the first three.
 */
export const RetentionSchema = z
  .object({
    /** Events, spans and log records. */
    raw_days: DaysSchema,
    /** Inputs and outputs of runs and steps. */
    io_days: DaysSchema,
    /** What was said of runs: errors, reasons, tags, notes, files. */
    summary_days: DaysSchema,
    /** What figures are computed from. */
    metrics_days: DaysSchema,
  })
  .openapi('Retention');

/** How many runs lose what, how many are gone altogether, and how many keep everything because they are pinned. */
export const RetentionPreviewSchema = z
  .object({ raw: z.int(), io: z.int(), summary: z.int(), run: z.int(), pinned: z.int() })
  .openapi('RetentionPreview');

export const getRetention = route('viewer', {
  method: 'get',
  path: '/api/v1/settings/retention',
  summary: 'How long what is kept',
  request: { query: TenantParameter },
  responses: { 200: json(RetentionSchema, 'The tenant’s, else everybody’s') },
});

export const putRetention = route('admin', {
  method: 'put',
  path: '/api/v1/settings/retention',
  summary: 'Changes how long what is kept',
  request: { query: TenantParameter, body: body(RetentionSchema) },
  responses: { 200: json(RetentionSchema, 'As it is now') },
});

export const previewRetention = route('admin', {
  method: 'post',
  path: '/api/v1/settings/retention/preview',
  summary: 'What would be deleted',
  request: { query: TenantParameter, body: body(RetentionSchema) },
  responses: {
    200: json(RetentionPreviewSchema, 'Numbers of runs'),
  },
});

export const getRedaction = route('viewer', {
  method: 'get',
  path: '/api/v1/settings/redaction',
  summary: 'What is taken out of what arrives and of what people write about runs',
  request: { query: TenantParameter },
  responses: { 200: json(RedactionSettingSchema, 'The tenant’s policy, else everybody’s') },
});

export const putRedaction = route('admin', {
  method: 'put',
  path: '/api/v1/settings/redaction',
  summary: 'Changes the redaction policy',
  request: { query: TenantParameter, body: body(PolicySchema) },
  responses: { 200: json(RedactionSettingSchema, 'As it is now') },
});

export const previewRedaction = route('admin', {
  method: 'post',
  path: '/api/v1/settings/redaction/preview',
  summary: 'What a policy makes of a sample',
  request: { body: body(z.object({ policy: PolicySchema, sample: AnyJsonSchema })) },
  responses: { 200: json(z.object({ result: AnyJsonSchema }), 'The sample, redacted') },
});
