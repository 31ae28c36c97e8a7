import { REDACTED, type Json, type RedactionAction, type RedactionPolicy } from '@runlight/contract';

import { childrenOf, type Child } from './children-of.ts';
import { redactText } from './redact-text.ts';
import { compilePolicy, isSecretKey, type RedactionRules } from './redaction-rules.ts';

const MAX_DEPTH = 16;
const MAX_KEY_LENGTH = 128;
const MAX_ARGUMENTS = 256;
const FAILED = '[redacted: could not be checked]';
const UNREADABLE = '[unreadable]';

export interface RedactorOptions {
  readonly policy: RedactionPolicy;
  /** The most characters a payload may have as JSON, about. */
  readonly payloadLimit: number;
  /** Keyed hashing for the `hash` action: equal values give equal hashes, for those who have the key. */
  readonly hash: (value: string) => string;
  /** What the `tokenize` action puts in a value's place; without it such values are redacted. */
  readonly tokenize: ((value: string, path: string) => string) | undefined;
}

interface Walk {
  /** Characters that may still be written. */
  left: number;
  /** The objects around the current one. */
  readonly ancestors: object[];
}

/**
 * Turns what user code hands over into plain JSON without secrets, before anything leaves the process.
 *
 * Never throws and fails closed: what cannot be read or checked is replaced, not let through. Values beyond the size
 * limit are left out, cycles and depth are cut.
 */
export class Redactor {
  readonly #options: RedactorOptions;
  /** Undefined for a policy that can't be understood: then nothing passes. */
  readonly #rules: RedactionRules | undefined;

  constructor(options: RedactorOptions) {
    this.#options = options;
    try {
      this.#rules = compilePolicy(options.policy);
    } catch {
      this.#rules = undefined;
    }
  }

  /** A text that may contain anything: an error message, a stack trace, a note, a reason. */
  text(text: string, limit: number): string {
    if (this.#rules === undefined) return FAILED;
    try {
      return redactText(typeof text === 'string' ? text : String(text), limit, this.#rules);
    } catch {
      return FAILED;
    }
  }

  /** The arguments of a command; what follows the name of a secret (`--password`) is one. */
  command(command: readonly string[], limit: number): string[] {
    return Array.from(command)
      .slice(0, MAX_ARGUMENTS)
      .map((argument, index, all) => (namesSecret(all[index - 1]) ? REDACTED : this.text(argument, limit)));
  }

  /** A payload; `field` is the first key of its paths: `inputs`, `outputs`, `details`, `input`, `output`. */
  payload(field: string, value: unknown, limit: number = this.#options.payloadLimit): Json | undefined {
    try {
      const walk: Walk = { left: limit, ancestors: [] };
      const json = this.#child([], field, value, walk);
      if (walk.left <= 0 && isRecord(json)) json['[truncated]'] = `more than ${limit} characters`;
      return json;
    } catch {
      return FAILED;
    }
  }

  #child(path: readonly string[], key: string, value: unknown, walk: Walk): Json | undefined {
    if (this.#rules === undefined) return FAILED;
    const below = [...path, key];
    const action = this.#rules.actionFor(below, value);
    return action === undefined ? this.#value(value, below, walk) : this.#act(action, value, below);
  }

  #value(value: unknown, path: readonly string[], walk: Walk): Json | undefined {
    walk.left -= 4;
    switch (typeof value) {
      case 'string':
        return this.#string(value, walk);
      case 'number':
        return this.#number(value, walk);
      case 'bigint':
        return this.#string(String(value), walk);
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : this.#object(value, path, walk);
      default:
        return undefined;
    }
  }

  #number(value: number, walk: Walk): Json {
    // Sixteen digits are a card number whether they are quoted or not.
    if (Number.isFinite(value) && Math.abs(value) < 1e13) return value;
    const text = String(value);
    const redacted = this.#string(text, walk);
    return redacted === text && Number.isFinite(value) ? value : redacted;
  }

  #string(text: string, walk: Walk): string {
    const limit = Math.max(0, walk.left);
    const redacted = this.text(text, limit);
    walk.left -= Math.min(text.length, limit + 1);
    return redacted;
  }

  #object(value: object, path: readonly string[], walk: Walk): Json | undefined {
    if (walk.ancestors.includes(value)) return '[circular]';
    if (walk.ancestors.length >= MAX_DEPTH) return '[too deep]';
    walk.ancestors.push(value);
    try {
      const children = childrenOf(value);
      switch (children.kind) {
        case 'value':
          return this.#value(children.value, path, walk);
        case 'list':
          return this.#list(children.items, path, walk);
        case 'record':
          return this.#record(children.entries, path, walk);
      }
    } catch {
      return UNREADABLE;
    } finally {
      walk.ancestors.pop();
    }
  }

  #list(items: Iterable<unknown>, path: readonly string[], walk: Walk): Json[] {
    const list: Json[] = [];
    for (const item of items) {
      if (walk.left <= 0) break;
      list.push(this.#value(item, path, walk) ?? null);
    }
    return list;
  }

  #record(entries: Iterable<Child>, path: readonly string[], walk: Walk): Json {
    const kept: [string, Json][] = [];
    for (const { key, read } of entries) {
      if (walk.left <= 0) break;
      walk.left -= key.length;
      const json = this.#child(path, key, readOr(read, UNREADABLE), walk);
      if (json !== undefined) kept.push([this.text(key, MAX_KEY_LENGTH), json]);
    }
    return Object.fromEntries(kept); // defines keys, also one that is called `__proto__`
  }

  #act(action: RedactionAction, value: unknown, path: readonly string[]): Json | undefined {
    if (action === 'drop') return undefined;
    if (action === 'redact' || value === null || value === undefined) return REDACTED;
    try {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (action === 'hash') return this.#options.hash(text);
      const token: unknown = this.#options.tokenize?.(text, path.join('.'));
      return typeof token === 'string' ? token : REDACTED;
    } catch {
      return REDACTED; // what can't be hashed or tokenized
    }
  }
}

function readOr(read: () => unknown, fallback: unknown): unknown {
  try {
    return read();
  } catch {
    return fallback; // a getter threw
  }
}

function namesSecret(argument: unknown): boolean {
  return (
    typeof argument === 'string' &&
    argument.startsWith('-') &&
    !argument.includes('=') &&
    isSecretKey(argument)
  );
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
