import { PERSONAL_DATA_PATTERNS, REDACTED, SECRET_PATTERNS } from '@runlight/contract';

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
  return result.length > limit ? `${result.slice(0, Math.max(0, limit - 1))}…` : result;
}

function redactPersonalData(text: string): string {
  let result = text;
  if (result.includes('@')) result = result.replace(PERSONAL_DATA_PATTERNS.email, REDACTED);
  if (!/\d{2}/.test(result)) return result;
  return result
    .replace(PERSONAL_DATA_PATTERNS.iban, (match) => (isIban(match) ? REDACTED : match))
    .replace(PERSONAL_DATA_PATTERNS.card, (match) => (isCardNumber(match) ? REDACTED : match));
}

/** ISO 13616: the rearranged number is 1 modulo 97. */
function isIban(candidate: string): boolean {
  const iban = candidate.replaceAll(' ', '');
  if (iban.length < 15 || iban.length > 34) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** ISO/IEC 7812: the check digit that Luhn's algorithm gives. */
function isCardNumber(candidate: string): boolean {
  const digits = candidate.replaceAll(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
