/** What happens to a value that a rule names. */
export const REDACTION_ACTIONS = ['redact', 'hash', 'tokenize', 'drop'] as const;
export type RedactionAction = (typeof REDACTION_ACTIONS)[number];

/**
 * One rule: which values, and what happens to them.
 *
 * `path` names keys from the payload's root, joined by dots: `customer.iban`; `*` stands for one key, `**` for any
 * number of them: `**.iban`. The first key is the field that carries the payload: `inputs`, `outputs`, `details`,
 * `input`, `output`; a rule that starts with `**.` holds for all of them. Keys compare without case, and without `_`
 * and `-`.
 */
export interface RedactionRule {
  readonly path: string;
  readonly action: RedactionAction;
}

/** A redaction policy: rules that come before the built-in ones, and detectors for secrets inside of text. */
export interface RedactionPolicy {
  readonly rules?: readonly RedactionRule[] | undefined;
  /** Further patterns that are redacted wherever they stand in text. Must have the `g` flag to replace every match. */
  readonly patterns?: readonly RegExp[] | undefined;
  /** Paths whose values are kept though a built-in key rule names them. Patterns still apply to them. */
  readonly allow?: readonly string[] | undefined;
  /** Also redact e-mail addresses, payment card numbers and IBANs in text. Default true. */
  readonly personalData?: boolean | undefined;
}

/** Keys whose values are secrets whatever they hold; compared without case, `_` and `-`, as a part of the key. */
export const SECRET_KEYS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'authorization',
  'credential',
  'cookie',
  'sessionid',
  'connectionstring',
  'otp',
  'cvv',
  'cvc',
];

/** Keys that contain a secret key's name and are counts or names, not secrets. */
export const HARMLESS_KEYS: readonly string[] = [
  'tokens',
  'maxtokens',
  'tokencount',
  'inputtokens',
  'outputtokens',
  'totaltokens',
  'prompttokens',
  'completiontokens',
  'tokenlimit',
  'stoptoken',
];

/** Secrets that are known by their form. */
export const SECRET_PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, // JSON web token
  /\b(?:Bearer|Basic|Token)\s+[\w.~+/-]{8,}=*/gi,
  /\b(?:sk|pk|rk)[-_](?:[A-Za-z]+[-_])*[A-Za-z0-9]{16,}/g, // OpenAI, Stripe and their like
  /\bsk-ant-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, // AWS access key id
  /\bgh[opsur]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g, // Slack
  /\bAIza[\w-]{30,}/g, // Google API key
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bpypi-[\w-]{30,}/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,64}:)[^\s@/]{1,256}(?=@)/gi, // password in a URL
  /(?<=\b(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key)["']?\s{0,4}[=:]\s{0,4}["']?)[^\s"',;&]{4,}/gi,
];

/** Personal data that is known by its form. Card numbers are checked by their check digit before they are redacted. */
export const PERSONAL_DATA_PATTERNS = {
  email: /\b[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi,
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
  card: /\b\d(?:[ -]?\d){12,18}\b/g,
} as const;

/** What stands in place of a redacted value. */
export const REDACTED = '[redacted]';
