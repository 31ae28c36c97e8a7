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
        const normalised = path.map(normalise);
        const rule = rules.find(({ segments }) => matches(segments, normalised));
        if (rule !== undefined) return rule.action === 'keep' ? undefined : rule.action;
      }
      return isSecret(path.at(-1) ?? '', value) ? 'redact' : undefined;
    },
  };
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

function matches(segments: readonly string[], path: readonly string[]): boolean {
  const [segment, ...rest] = segments;
  if (segment === undefined) return path.length === 0;
  const [key, ...below] = path;
  if (segment === '**') return matches(rest, path) || (key !== undefined && matches(segments, below));
  return key !== undefined && (segment === '*' || segment === key) && matches(rest, below);
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
