import type { RedactionPolicy } from '@runlight/contract';
import { SECRETS } from '@runlight/testing/secrets';
import { describe, expect, test } from 'vitest';

import { Redactor, type RedactorOptions } from './redactor.ts';

function redactorWith(policy: RedactionPolicy = {}, options: Partial<RedactorOptions> = {}): Redactor {
  return new Redactor({
    policy,
    payloadLimit: 16_384,
    hash: (value) => `hash of ${value.length}`,
    tokenize: undefined,
    ...options,
  });
}

const payload = (value: unknown): unknown => redactorWith().payload('inputs', value);

describe('a payload becomes plain JSON', () => {
  class Invoice {
    readonly number = 7;
    readonly #hidden = 'hidden';
    get total(): string {
      return this.#hidden;
    }
  }
  test.each([
    [
      'plain values',
      { a: 1, b: 'x', c: true, d: null, e: [1, 'y'] },
      { a: 1, b: 'x', c: true, d: null, e: [1, 'y'] },
    ],
    ['a text', 'hello', 'hello'],
    ['undefined', undefined, undefined],
    ['members that are undefined or functions', { a: undefined, b: () => 1, c: [undefined] }, { c: [null] }],
    ['numbers that JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, -0], ['NaN', 'Infinity', -0]],
    ['a bigint', 12n, '12'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), null],
    ['an error', new RangeError('too large'), { name: 'RangeError', message: 'too large' }],
    ['a map', new Map<unknown, unknown>([['a', 1], [2, new Map()]]), { a: 1, 2: {} }], // prettier-ignore
    ['a set', new Set([1, 'a']), [1, 'a']],
    ['a URL', new URL('https://example.com/a'), 'https://example.com/a'],
    ['a pattern', /a+/g, '/a+/g'],
    ['bytes', [Buffer.from('abc'), new ArrayBuffer(2), new Float64Array(2)], ['[binary, 3 bytes]', '[binary, 2 bytes]', '[binary, 16 bytes]']], // prettier-ignore
    ['wrapped primitives', [Object('text'), Object(1), Object(true)], ['text', 1, true]],
    ['an instance of a class', new Invoice(), { number: 7 }],
    ['an object with toJSON', { toJSON: () => ({ shown: 1 }), hidden: 2 }, { shown: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['a symbol', Symbol('a'), undefined],
  ])('%s', (_, value, json) => {
    expect(payload(value)).toEqual(json);
  });

  test('a key that is called __proto__ is a key like any other', () => {
    const json = payload(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(JSON.stringify(json)).toBe('{"__proto__":{"polluted":1}}');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a payload that can’t be read is cut, not thrown', () => {
  test('cycles', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    cyclic['list'] = [cyclic];
    expect(payload(cyclic)).toEqual({ a: 1, self: '[circular]', list: ['[circular]'] });
  });

  test('one object in two places is no cycle', () => {
    const shared = { a: 1 };
    expect(payload([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  test('great depth', () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 10_000; depth += 1) deep = { deep };
    expect(JSON.stringify(payload(deep))).toContain('"[too deep]"');
  });

  test('toJSON that never comes to an end', () => {
    const endless = (): object => ({ toJSON: endless });
    expect(payload(endless())).toBe('[too deep]');
  });

  test('getters, proxies and toJSON that throw, and everything beside them is kept', () => {
    const fail = (): never => {
      throw new Error('no');
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const value = {
      before: 1,
      get broken() {
        return fail();
      },
      proxy: revoked.proxy,
      json: { toJSON: fail },
      key: new Map([[{ toString: fail }, 1]]),
      after: 2,
    };
    expect(payload(value)).toEqual({
      before: 1,
      broken: '[unreadable]',
      proxy: '[unreadable]',
      json: '[unreadable]',
      key: '[unreadable]',
      after: 2,
    });
  });
});

describe('a payload is capped', () => {
  const size = (value: unknown): number => JSON.stringify(payload(value)).length;

  test.each([
    ['a huge text', { a: 'x'.repeat(10_000_000), b: 1 }],
    [
      'very many members',
      Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key ${index}`, index])),
    ],
    ['very many items', { list: new Array(10_000_000).fill(0) }],
    ['very long keys', { ['k'.repeat(1_000_000)]: 1, b: 2 }],
    ['a list without an end', { list: Object.assign([], { *[Symbol.iterator] () { for (;;) yield 'x'; } }) }], // prettier-ignore
    ['very many small objects', Array.from({ length: 100_000 }, () => ({}))],
  ])('%s', (_, value) => {
    expect(size(value)).toBeLessThan(3 * 16_384);
  });

  test('and says so', () => {
    expect(payload({ a: 'x'.repeat(20_000), b: 1 })).toMatchObject({
      '[truncated]': 'more than 16384 characters',
    });
    expect(payload({ a: 'short' })).toEqual({ a: 'short' });
  });

  test('by the limit of the configuration', () => {
    const small = redactorWith({}, { payloadLimit: 50 });
    expect(JSON.stringify(small.payload('inputs', { text: 'x'.repeat(1000) })).length).toBeLessThan(150);
  });
});

describe.each(Object.entries(SECRETS))('%s is found', (_, { text, secret }) => {
  class Holder {
    readonly note = text;
  }
  test.each([
    ['in a member', { note: text }],
    ['in a list in a list', [[text]]],
    ['in a map and a set', new Map([['note', new Set([text])]])],
    ['in an instance of a class', new Holder()],
    ['in toJSON', { toJSON: () => ({ note: text }) }],
    ['in an error', new Error(text)],
    ['in a key', { [text]: 1 }],
    ['in the key of a map', new Map([[text, 1]])],
    ['in JSON', { body: JSON.stringify({ note: text }) }],
    ['in a wrapped text', Object(text)],
  ])('%s', (__, value) => {
    expect(JSON.stringify(payload(value))).not.toContain(JSON.stringify(secret).slice(1, -1));
  });
});

describe('a secret under a key is redacted, whatever it is', () => {
  test.each([
    ['a text', 'hunter2'],
    ['a number', 123_456],
    ['an object', { user: 'a', value: 'hunter2' }],
    ['a list', ['hunter2']],
    ['a bigint', 123_456n],
    ['null', null],
  ])('%s', (_, password) => {
    expect(payload({ login: { password } })).toEqual({ login: { password: '[redacted]' } });
  });

  test('a card number is found in numbers too', () => {
    expect(payload([4_111_111_111_111_111, 4111111111111111n, 1_777_041_022_123])).toEqual([
      '[redacted]',
      '[redacted]',
      1_777_041_022_123,
    ]);
  });
});

test('what follows the name of a secret in a command is one', () => {
  const command = [
    'deploy',
    '--token',
    'hunter2',
    '--api-key=hunter3',
    '-v',
    '--password',
    'hunter4',
    'key',
    'value',
  ];
  expect(redactorWith().command(command, 100)).toEqual([
    'deploy',
    '--token',
    '[redacted]',
    '--api-key=[redacted]',
    '-v',
    '--password',
    '[redacted]',
    'key',
    'value',
  ]);
});
