import { z } from '@hono/zod-openapi';

import { nestsDeeper, TOO_DEEP } from '../http/nesting.ts';

/** The answer with a body of JSON. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A request's body of JSON. */
export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** What stands on one line: nothing in it that a terminal would obey. */
export const OneLineSchema = z
  .string()
  .trim()
  .min(1)
  .regex(/^\P{Cc}*$/u, { error: 'must not contain control characters' });
/** What is longer than a redacted text may be would be cut without a word. */
export const NoteSchema = z.string().trim().min(1).max(4000);
export const ReasonSchema = z.string().trim().max(2000);
/** Anything that JSON can say. */
export const AnyJsonSchema = z
  .custom<z.core.util.JSONType>((value) => value !== undefined && !nestsDeeper(value), {
    error: ({ input }) => (input === undefined ? 'is missing' : TOO_DEEP),
  })
  .openapi({ type: ['object', 'array', 'string', 'number', 'boolean', 'null'] });
export const NextTokenSchema = z.string().nullable();
