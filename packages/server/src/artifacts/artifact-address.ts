import { createHmac, timingSafeEqual } from 'node:crypto';

import { z } from '@hono/zod-openapi';

/** What an address gives access to: one file of one run, until a time. */
const GrantSchema = z.object({
  run_id: z.string(),
  /** Relative to the run's directory. */
  path: z.string(),
  /** Epoch milliseconds. */
  expires: z.number(),
});
export type Grant = z.infer<typeof GrantSchema>;

/** The last part of an artifact's address: whoever has it may read that file until it expires, and nothing else. */
export function signGrant(grant: Grant, secret: string): string {
  const text = Buffer.from(JSON.stringify(grant)).toString('base64url');
  return `${text}.${signatureOf(text, secret)}`;
}

/** What a signed address gives access to, whether or not it has expired; undefined if it was not signed here. */
export function readGrant(signed: string, secret: string): Grant | undefined {
  const [text = '', given = '', ...more] = signed.split('.');
  const expected = signatureOf(text, secret);
  if (more.length > 0 || Buffer.byteLength(given) !== expected.length) return undefined;
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return undefined;
  return GrantSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

function signatureOf(text: string, secret: string): string {
  return createHmac('sha256', secret).update(`artifact\n${text}`).digest('base64url');
}
