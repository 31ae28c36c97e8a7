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

/** Keys whose values are secrets whatever they hold; compared without case, `_`, `-` and `.`, as a part of the key. */
export const SECRET_KEYS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'accountkey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'authorization',
  'credential',
  'cookie',
  'sessionid',
  'connectionstring',
  'cvv',
  'cvc',
];

/** Like {@link SECRET_KEYS}, but only as a whole word of the key: `otpCode` and `user_pin`, not `footprint` or `spins`. */
export const SECRET_KEY_WORDS: readonly string[] = ['otp', 'pin', 'pass', 'pwd', 'jwt'];

/**
 * Keys that contain a secret key's name and are counts or names, not secrets. A number under a key that ends in `tokens`
 * is a count too.
 */
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
  'tokentype',
  'tokenizer',
  'tokenusage',
  'stoptoken',
];

/** What names a secret in running text, before a `:` or `=`: also as the end of a longer name, `DB_PASSWORD`. */
const NAME =
  '(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|account|private|secret|signing|encryption)[_-]?key|' +
  'credentials?|session[_-]?id|connection[_-]?string)';
const IS = String.raw`["']?\s{0,4}(?:=>?|:)\s{0,4}`;

/**
 * Secrets that are known by their form.
 *
 * Each pattern takes time that grows with the text's length and no faster: what repeats without a limit is never tried
 * again from the middle of its own run, and looking behind is bounded.
 */
export const SECRET_PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}/g, // JSON web token
  // A word after “basic” or “token” is a credential if it looks like none of a language.
  /\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC|[Tt]oken|TOKEN)\s{1,8}(?=[\w.~+/-]{24}|[\w.~+/-]*(?:\d|[a-z][A-Z]|=))[\w.~+/-]{8,}={0,2}/g,
  // OpenAI, Stripe and their like
  /(?<![A-Za-z0-9_-])(?:sk|pk|rk)[-_](?:[A-Za-z]+[-_])*[A-Za-z0-9]{16,}[\w-]*/g,
  /(?<![A-Za-z0-9_-])(?:sk|pk|rk)[-_](?:live|test|proj|svcacct|admin|ant|or)[-_][\w-]{16,}/g,
  /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g, // AWS access key id
  /(?<![A-Za-z0-9])(?:gh[opsur]_|hf_|npm_|shp(?:at|ca|pa|ss)_|whsec_|dop_v1_)[A-Za-z0-9]{20,}/g,
  /(?<![A-Za-z0-9])(?:github_pat_|glpat-|pypi-AgE|AIza|ya29\.)[\w-]{16,}/g,
  /(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,}/g, // Slack
  /(?<![A-Za-z0-9])SG\.[\w-]{16,64}\.[\w-]{16,}/g, // SendGrid
  // The password in a URL, or a token in its place
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,64}:)(?:[^\s/"'<>]{1,256}|(?!\d{1,5}\/)[^\s"'<>]{1,256})(?=@)/gi,
  /(?<=:\/\/)[\w-]{20,256}(?=@)/g,
  /(?<=\b(?:proxy-)?authorization["']?\s{0,4}[=:]\s{0,4}["']?)[^\s"',;][^\r\n"',;]{3,}/gi,
  /(?<=\b(?:set-)?cookie["']?\s{0,4}[=:]\s{0,4}["']?)[^\s"'][^\r\n"']{3,}/gi,
  // A named secret: in quotes, in quotes inside of quotes, without any, as an option of a command
  new RegExp(String.raw`(?<=(?:${NAME}|\bpass)${IS}")[^"\\\n]+(?:\\.[^"\\\n]*)*`, 'gi'),
  new RegExp(String.raw`(?<=(?:${NAME}|\bpass)${IS}')[^'\\\n]+(?:\\.[^'\\\n]*)*`, 'gi'),
  new RegExp(
    String.raw`(?<=(?:${NAME}|\bpass)\\{1,7}["']\s{0,4}(?:=>?|:)\s{0,4}\\{1,7}["'])[^"'\\\n]+`,
    'gi',
  ),
  new RegExp(
    String.raw`(?<=${NAME}${IS})(?!(?:null|undefined|true|false)\b)[^\s"',;&\\=>][^\s"',;&\\]{3,}`,
    'gi',
  ),
  /(?<=--[\w-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|key)\s{1,4})[^\s-]\S{3,}/gi,
];

/**
 * Personal data that is known by its form. What looks like an IBAN or a payment card number is one if its check digits
 * say so.
 */
export const PERSONAL_DATA_PATTERNS = {
  email: /\b[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi,
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
  /** Digits in groups; the number may be some of them. */
  card: /(?<![A-Za-z0-9.])\d(?:[ -]?\d){13,}(?![A-Za-z0-9])/g,
} as const;

/** What stands in place of a redacted value. */
export const REDACTED = '[redacted]';
