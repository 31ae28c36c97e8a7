import {
  HARMLESS_KEYS,
  SECRET_KEY_WORDS,
  SECRET_KEYS,
  type RedactionAction,
  type RedactionPolicy,
} from '@runlight/contract';

import type { TextRules } from './redact-text.ts';

interface Rule {
  readonly segments: readonly string[];
  readonly action: RedactionAction | 'keep';
}

/** A policy, ready for use. */
export interface RedactionRules extends TextRules {
  /** What to do with a value under the last key of a path; undefined to look inside. */
  readonly actionFor: (path: readonly string[], value: unknown) => RedactionAction | undefined;
}

/** Compiles a policy: the author's `allow` first, then the author's rules in their order, then the secret keys. */
export function compilePolicy(policy: RedactionPolicy): RedactionRules {
  const rules: Rule[] = [
    ...(policy.allow ?? []).map((path) => ({ segments: segmentsOf(path), action: 'keep' as const })),
    ...(policy.rules ?? []).map(({ path, action }) => ({ segments: segmentsOf(path), action })),
  ];
  return {
    patterns: (policy.patterns ?? []).map(forEveryMatch),
    personalData: policy.personalData ?? true,
    actionFor(path, value) {
      if (rules.length > 0) {
        for (const { keys, isWhole } of readingsOf(path)) {
          const action = rules.find(({ segments }) => matches(segments, keys))?.action;
          if (action === 'keep' && isWhole) return undefined;
          if (action !== undefined && action !== 'keep') return action;
        }
      }
      return isSecret(path.at(-1) ?? '', value) ? 'redact' : undefined;
    },
  };
}

/** Nobody joins so many keys but to keep a redactor busy. */
const MAX_PARTS = 32;

interface Reading {
  readonly keys: readonly string[];
  /** False if it leads to an object around the value only. */
  readonly isWhole: boolean;
}

/** Telemetry joins keys by dots: `customer.iban` is a key, and also `iban` in `customer`, which a rule may name. */
function* readingsOf(path: readonly string[]): Generator<Reading> {
  yield { keys: path.map(normalise), isWhole: true };
  if (!path.some((key) => key.includes('.'))) return;
  const keys = path.flatMap((key) => key.split('.', MAX_PARTS).map(normalise));
  for (let length = path.length; length <= keys.length; length += 1) {
    yield { keys: keys.slice(0, length), isWhole: length === keys.length };
  }
}

/** Without the flag `g` a pattern would leave all matches but the first. */
function forEveryMatch(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.global ? pattern.flags : `${pattern.flags}g`);
}

function segmentsOf(path: string): string[] {
  return path
    .split('.')
    .map((segment) => (segment === '*' || segment === '**' ? segment : normalise(segment)));
}

function normalise(key: string): string {
  return key.toLowerCase().replaceAll(/[_\-\s.]/g, '');
}

/** Takes time in proportion to the product of both lengths at most: what `**` stands for grows until the rest fits. */
function matches(segments: readonly string[], path: readonly string[]): boolean {
  let at = 0;
  let afterAny: number | undefined;
  let anyUpTo = 0;
  for (let key = 0; key < path.length;) {
    const segment = segments[at];
    if (segment === '**') {
      at += 1;
      afterAny = at;
      anyUpTo = key;
    } else if (segment === '*' || segment === path[key]) {
      at += 1;
      key += 1;
    } else if (afterAny !== undefined) {
      at = afterAny;
      anyUpTo += 1;
      key = anyUpTo;
    } else {
      return false;
    }
  }
  return segments.slice(at).every((segment) => segment === '**');
}

function isSecret(key: string, value: unknown): boolean {
  if (typeof value === 'boolean' || !isSecretKey(key)) return false;
  return !(typeof value === 'number' && normalise(key).endsWith('tokens')); // a count
}

const knownKeys = new Map<string, boolean>();
const MAX_KNOWN_KEYS = 2000;
const MAX_KNOWN_LENGTH = 64;

/** Tells whether what stands under a key is a secret whatever it is. */
export function isSecretKey(key: string): boolean {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const normalised = normalise(key);
  const secret =
    !HARMLESS_KEYS.includes(normalised) &&
    (SECRET_KEYS.some((name) => normalised.includes(name)) ||
      wordsOf(key).some((word) => SECRET_KEY_WORDS.includes(word)));
  if (knownKeys.size < MAX_KNOWN_KEYS && key.length <= MAX_KNOWN_LENGTH) knownKeys.set(key, secret);
  return secret;
}

/** The words of a key in camel, snake or kebab case. */
function wordsOf(key: string): string[] {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
