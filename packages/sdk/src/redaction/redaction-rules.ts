import {
  HARMLESS_KEYS,
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
  /** What to do with the value under `key` at the end of `path`; undefined to look inside. */
  readonly actionFor: (path: readonly string[], key: string) => RedactionAction | undefined;
}

/** Compiles a policy: the author's `allow` first, then the author's rules in their order, then the secret keys. */
export function compilePolicy(policy: RedactionPolicy): RedactionRules {
  const rules: Rule[] = [
    ...(policy.allow ?? []).map((path) => ({ segments: segmentsOf(path), action: 'keep' as const })),
    ...(policy.rules ?? []).map(({ path, action }) => ({ segments: segmentsOf(path), action })),
  ];
  return {
    patterns: policy.patterns ?? [],
    personalData: policy.personalData ?? true,
    actionFor(path, key) {
      if (rules.length > 0) {
        const normalised = [...path, key].map(normalise);
        const rule = rules.find(({ segments }) => matches(segments, normalised));
        if (rule !== undefined) return rule.action === 'keep' ? undefined : rule.action;
      }
      return isSecretKey(key) ? 'redact' : undefined;
    },
  };
}

function segmentsOf(path: string): string[] {
  return path.split('.').map((segment) => (segment === '*' || segment === '**' ? segment : normalise(segment)));
}

function normalise(key: string): string {
  return key.toLowerCase().replaceAll(/[_\-\s]/g, '');
}

function matches(segments: readonly string[], path: readonly string[]): boolean {
  const [segment, ...rest] = segments;
  if (segment === undefined) return path.length === 0;
  if (segment === '**') return path.some((_, from) => matches(rest, path.slice(from)));
  const [key, ...below] = path;
  return key !== undefined && (segment === '*' || segment === key) && matches(rest, below);
}

const secretKeys = new Map<string, boolean>();
const MAX_CACHED_KEYS = 2000;

function isSecretKey(key: string): boolean {
  const known = secretKeys.get(key);
  if (known !== undefined) return known;
  const normalised = normalise(key);
  const secret =
    !HARMLESS_KEYS.includes(normalised) && SECRET_KEYS.some((name) => normalised.includes(name));
  if (secretKeys.size < MAX_CACHED_KEYS) secretKeys.set(key, secret);
  return secret;
}
