import type { RedactionPolicy } from '@runlight/contract';
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

describe('a policy', () => {
  const value = { customer: { name: 'Carol', iban: 'none', note: 'ACC-1 and ACC-2' } };
  const act = (
    action: 'redact' | 'hash' | 'tokenize' | 'drop',
    options?: Partial<RedactorOptions>,
  ): unknown => redactorWith({ rules: [{ path: '**.name', action }] }, options).payload('inputs', value);

  test('redacts, hashes, tokenizes and drops by path', () => {
    const named = (name: string) => ({ customer: { ...value.customer, name } });
    const { name: _, ...others } = value.customer;
    expect(act('redact')).toEqual(named('[redacted]'));
    expect(act('hash')).toEqual(named('hash of 5'));
    expect(act('drop')).toEqual({ customer: others });
    expect(act('tokenize')).toEqual(named('[redacted]'));
    expect(act('tokenize', { tokenize: (text, path) => `${path} is ${text.length}` })).toEqual(
      named('inputs.customer.name is 5'),
    );
  });

  test('can name a whole payload', () => {
    const drop = redactorWith({ rules: [{ path: 'inputs', action: 'drop' }] });
    expect(drop.payload('inputs', value)).toBeUndefined();
    expect(drop.payload('outputs', value)).toEqual(value);
  });

  test('reaches into lists, maps and what toJSON gives', () => {
    const redactor = redactorWith({ rules: [{ path: 'inputs.people.name', action: 'redact' }] });
    const people = { toJSON: () => [{ name: 'Carol' }, new Map([['name', 'Dan']])] };
    expect(redactor.payload('inputs', { people })).toEqual({
      people: [{ name: '[redacted]' }, { name: '[redacted]' }],
    });
  });

  test('adds patterns of its own, in payloads and in texts, for every match', () => {
    const redactor = redactorWith({ patterns: [/ACC-\d+/] });
    expect(redactor.payload('inputs', value)).toMatchObject({
      customer: { note: '[redacted] and [redacted]' },
    });
    expect(redactor.text('ACC-1, ACC-2', 100)).toBe('[redacted], [redacted]');
  });

  test('can allow a key that is a secret by its name, but no secret by its form', () => {
    const redactor = redactorWith({ allow: ['**.token'] });
    expect(
      redactor.payload('inputs', {
        token: 'page 2',
        inner: { token: 'ghp_16C7e42F292c6912E7710c838347Ae178B4a' },
      }),
    ).toEqual({
      token: 'page 2',
      inner: { token: '[redacted]' },
    });
  });
});

describe('what fails, fails closed', () => {
  const fail = (): never => {
    throw new Error('no');
  };
  const named = (action: 'hash' | 'tokenize', options: Partial<RedactorOptions>): unknown =>
    redactorWith({ rules: [{ path: '**.name', action }] }, options).payload('inputs', {
      name: 'Carol',
      other: 1,
    });

  test('a tokenizer or a hash that throws', () => {
    expect(named('tokenize', { tokenize: fail })).toEqual({ name: '[redacted]', other: 1 });
    expect(named('hash', { hash: fail })).toEqual({ name: '[redacted]', other: 1 });
  });

  test.each([undefined, 7, { name: 'Carol' }])('a tokenizer that answers %s', (answer) => {
    expect(named('tokenize', { tokenize: () => answer as never })).toEqual({ name: '[redacted]', other: 1 });
  });

  test('a value that can’t be hashed', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const redactor = redactorWith({ rules: [{ path: '**.name', action: 'hash' }] });
    expect(redactor.payload('inputs', { name: cyclic, also: { name: 1n } })).toEqual({
      name: '[redacted]',
      also: { name: '[redacted]' },
    });
  });

  test.each([
    ['rules that are none', { rules: 7 }],
    ['a rule without a path', { rules: [{ action: 'drop' }] }],
    ['patterns that are none', { patterns: ['('] }],
    ['no policy', null],
  ])('a policy with %s lets nothing through', (_, policy) => {
    const redactor = redactorWith(policy as unknown as RedactionPolicy);
    expect(redactor.text('Carol', 100)).toBe('[redacted: could not be checked]');
    expect(redactor.payload('inputs', { name: 'Carol' })).toBe('[redacted: could not be checked]');
  });

  test('text that is none is checked as what it reads', () => {
    const redactor = redactorWith();
    expect(redactor.text(new Error('password=hunter2') as never, 100)).toBe('Error: password=[redacted]');
    expect(redactor.text(7 as never, 100)).toBe('7');
    expect(redactor.text(Object.create(null) as never, 100)).toBe('[redacted: could not be checked]');
  });
});
