import { z } from 'zod';

import { REDACTION_ACTIONS } from '../redaction-policy.ts';

/**
 * A redaction policy as a file or a request carries it. `patterns` are regular expressions as text, with their flags
 * after the last slash if they stand between slashes: `\d{9}`, `/account \d+/gi`.
 */
export const RedactionPolicySchema = z.strictObject({
  rules: z.array(z.strictObject({ path: z.string().min(1), action: z.enum(REDACTION_ACTIONS) })).optional(),
  patterns: z.array(z.string().transform(toPattern)).optional(),
  allow: z.array(z.string()).optional(),
  personalData: z.boolean().optional(),
});

function toPattern(text: string, context: z.RefinementCtx): RegExp {
  const [, source = text, flags = 'g'] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  try {
    return new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `Not a regular expression: ${text}`,
      params: { cause: error },
    });
    return z.NEVER;
  }
}
