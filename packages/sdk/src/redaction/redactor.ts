import { REDACTED, type Json, type RedactionAction, type RedactionPolicy } from '@runlight/contract';

import { redactText } from './redact-text.ts';
import { compilePolicy, type RedactionRules } from './redaction-rules.ts';

const MAX_DEPTH = 16;
const MAX_KEY_LENGTH = 128;
const FAILED = '[redacted: could not be checked]';

export interface RedactorOptions {
  readonly policy: RedactionPolicy;
  /** The most characters a payload may have as JSON, about. */
  readonly payloadLimit: number;
  /** Keyed hashing for the `hash` action: equal values give equal hashes, for those who have the key. */
  readonly hash: (value: string) => string;
  /** What the `tokenize` action puts in a value's place; without it such values are redacted. */
  readonly tokenize: ((value: string, path: string) => string) | undefined;
}

/**
 * Turns what user code hands over into plain JSON without secrets, before anything leaves the process.
 *
 * Never throws and fails closed: what cannot be read or checked is replaced, not let through. Values beyond the size
 * limit are left out, cycles and depth are cut.
 */
export class Redactor {
  readonly #options: RedactorOptions;
  readonly #rules: RedactionRules;

  constructor(options: RedactorOptions) {
    this.#options = options;
    this.#rules = compilePolicy(options.policy);
  }

  /** A text that may contain anything: an error message, a stack trace, a note, a reason. */
  text(text: string, limit: number): string {
    try {
      return redactText(text, limit, this.#rules);
    } catch {
      return FAILED;
    }
  }

  /** A payload; `field` is the first key of its paths: `inputs`, `outputs`, `details`, `input`, `output`. */
  payload(field: string, value: unknown): Json | undefined {
    try {
      const walk: Walk = { left: this.#options.payloadLimit, ancestors: [] };
      const json = this.#value(value, [field], walk);
      if (walk.left <= 0 && isRecord(json)) json['[truncated]'] = `more than ${this.#options.payloadLimit} characters`;
      return json;
    } catch {
      return FAILED;
    }
  }

  #value(value: unknown, path: readonly string[], walk: Walk): Json | undefined {
    walk.left -= 4;
    switch (typeof value) {
      case 'string':
        return this.#string(value, walk);
      case 'number':
        // Sixteen digits are a card number whether they are quoted or not.
        return Number.isFinite(value) && Math.abs(value) < 1e11 ? value : this.#number(value, walk);
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
    const text = String(value);
    return this.#string(text, walk) === text && Number.isFinite(value) ? value : this.#string(text, walk);
  }

  #string(text: string, walk: Walk): string {
    const limit = Math.max(0, walk.left);
    const redacted = this.text(text, limit);
    walk.left -= Math.min(text.length, limit + 1);
    return redacted;
  }

  #object(value: object, path: readonly string[], walk: Walk): Json | undefined {
    if (walk.ancestors.includes(value)) return '[circular]';
    if (path.length > MAX_DEPTH) return '[too deep]';
    walk.ancestors.push(value);
    try {
      if (Array.isArray(value)) return this.#list(value, path, walk);
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      if (value instanceof Error) {
        return this.#entries([['name', value.name], ['message', value.message]], path, walk); // prettier-ignore
      }
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[binary, ${value.byteLength} bytes]`;
      if (value instanceof URL || value instanceof RegExp) return this.#string(String(value), walk);
      if (value instanceof Map) {
        return this.#entries([...value].map(([key, item]) => [String(key), item] as const), path, walk);
      }
      if (value instanceof Set) return this.#list([...value], path, walk);
      const { toJSON } = value as { toJSON?: unknown };
      if (typeof toJSON === 'function') return this.#value(toJSON.call(value), [...path, ''], walk);
      return this.#entries(ownEntries(value), path, walk);
    } catch {
      return '[unreadable]';
    } finally {
      walk.ancestors.pop();
    }
  }

  #list(items: readonly unknown[], path: readonly string[], walk: Walk): Json[] {
    const list: Json[] = [];
    for (let index = 0; index < items.length && walk.left > 0; index += 1) {
      list.push(this.#value(items[index], path, walk) ?? null);
    }
    return list;
  }

  #entries(entries: Iterable<readonly [string, unknown]>, path: readonly string[], walk: Walk): Json {
    const json: { [key: string]: Json } = {};
    for (const [key, item] of entries) {
      if (walk.left <= 0) break;
      walk.left -= key.length;
      const action = this.#rules.actionFor(path, key);
      const kept = action === undefined ? this.#value(item, [...path, key], walk) : this.#act(action, item, path, key);
      if (kept !== undefined) json[this.text(key, MAX_KEY_LENGTH)] = kept;
    }
    return json;
  }

  #act(action: RedactionAction, value: unknown, path: readonly string[], key: string): Json | undefined {
    if (action === 'drop') return undefined;
    if (action === 'redact' || value === null || value === undefined) return REDACTED;
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    if (action === 'hash') return this.#options.hash(text);
    return this.#options.tokenize?.(text, [...path, key].join('.')) ?? REDACTED;
  }
}

interface Walk {
  /** Characters that may still be written. */
  left: number;
  /** The objects around the current one. */
  readonly ancestors: object[];
}

function* ownEntries(value: object): Generator<readonly [string, unknown]> {
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    let item: unknown;
    try {
      item = (value as Record<string, unknown>)[key];
    } catch {
      item = '[unreadable]';
    }
    yield [key, item];
  }
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
