/** A property, not read yet: reading it may throw. */
export interface Child {
  readonly key: string;
  readonly read: () => unknown;
}

/** What an object is in a payload: another value, a list, or a record. */
export type Children =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: Iterable<unknown> }
  | { readonly kind: 'record'; readonly entries: Iterable<Child> };

/** Looks into an object as far as it shows itself: its own enumerable properties, its items, its `toJSON`. */
export function childrenOf(value: object): Children {
  if (Array.isArray(value) || value instanceof Set) return { kind: 'list', items: value };
  if (value instanceof Map) return { kind: 'record', entries: entriesOf(value) };
  const simple = simpleOf(value);
  if (simple !== undefined) return { kind: 'value', value: simple };
  if (value instanceof Error) return { kind: 'record', entries: partsOf(value, ['name', 'message']) };
  const { toJSON } = value as { toJSON?: unknown }; // any object can be asked
  if (typeof toJSON === 'function') return { kind: 'value', value: toJSON.call(value) };
  return { kind: 'record', entries: ownProperties(value) };
}

/** What stands for an object that is no container. */
function simpleOf(value: object): string | number | boolean | null | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[binary, ${value.byteLength} bytes]`;
  if (value instanceof URL || value instanceof RegExp) return String(value);
  // oxlint-disable-next-line unicorn/no-instanceof-builtins -- boxed primitives are what is looked for
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
  return undefined;
}

function* entriesOf(map: ReadonlyMap<unknown, unknown>): Generator<Child> {
  for (const [key, item] of map) yield { key: String(key), read: () => item };
}

function partsOf(value: Error, keys: readonly ('name' | 'message')[]): Child[] {
  return keys.map((key) => ({ key, read: () => value[key] }));
}

function* ownProperties(value: object): Generator<Child> {
  for (const key in value) {
    if (Object.hasOwn(value, key)) yield { key, read: () => (value as Record<string, unknown>)[key] }; // its own key
  }
}
