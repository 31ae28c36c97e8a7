import { REDACTED, SECRET_PATTERNS } from '@runlight/contract';

import { redactPersonalData } from './personal-data.ts';

/** Text beyond a limit is cut only after it was redacted with this much more of it, so that no secret is cut in two. */
const MARGIN = 4096;

export interface TextRules {
  readonly patterns: readonly RegExp[];
  readonly personalData: boolean;
}

/** Replaces secrets and, if wanted, personal data in a text, and cuts it to `limit` characters. */
export function redactText(text: string, limit: number, rules: TextRules): string {
  const cut = text.length > limit + MARGIN;
  let result = cut ? text.slice(0, limit + MARGIN) : text;
  for (const pattern of SECRET_PATTERNS) result = result.replace(pattern, REDACTED);
  for (const pattern of rules.patterns) result = result.replace(pattern, REDACTED);
  if (rules.personalData) result = redactPersonalData(result);
  // What came last may be the first half of a secret: it goes, whatever the redaction did to the length.
  if (cut) result = result.slice(0, Math.max(0, result.length - MARGIN));
  return cut || result.length > limit ? `${result.slice(0, Math.max(0, limit - 1))}…` : result;
}
