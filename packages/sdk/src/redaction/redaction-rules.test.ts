import { HARMLESS_KEYS, SECRET_KEY_WORDS, SECRET_KEYS, type RedactionPolicy } from '@runlight/contract';
import { describe, expect, test } from 'vitest';

import { compilePolicy } from './redaction-rules.ts';

function actionOf(policy: RedactionPolicy, path: string, value: unknown = 'value'): string {
  return compilePolicy(policy).actionFor(path.split('/'), value) ?? 'look inside';
}

const ruled = (path: string) => ({ rules: [{ path, action: 'hash' as const }] });

describe('a path', () => {
  test.each([
    ['inputs.customer.iban', 'inputs/customer/iban', true],
    ['inputs.customer.iban', 'inputs/customer', false],
    ['inputs.customer.iban', 'outputs/customer/iban', false],
    ['inputs.customer.iban', 'inputs/customer/iban/digits', false],
    ['inputs.*.iban', 'inputs/customer/iban', true],
    ['inputs.*.iban', 'inputs/iban', false],
    ['inputs.*.iban', 'inputs/a/b/iban', false],
    ['**.iban', 'inputs/iban', true],
    ['**.iban', 'details/a/b/c/iban', true],
    ['**.iban', 'iban', true],
    ['inputs.**', 'inputs/a', true],
    ['inputs.**', 'inputs/a/b/c', true],
    ['inputs.**', 'inputs', true],
    ['inputs.**', 'outputs/a', false],
    ['inputs', 'inputs', true],
    ['inputs.**.name', 'inputs/name', true],
    ['inputs.**.name', 'inputs/a/b/name', true],
    ['inputs.**.name', 'inputs/a/name/b', false],
    ['**.a.*.b.**.c', 'x/a/a/1/b/2/3/c', true],
    ['**.a.*.b.**.c', 'x/a/1/2/b/c', false],
    ['inputs.account_number', 'inputs/accountNumber', true],
    ['inputs.AccountNumber', 'inputs/account-number', true],
    ['inputs.customer.iban', 'inputs/customer.iban', true],
    ['inputs.customeriban', 'inputs/customer.iban', true],
    ['**.iban', 'attributes/customer.iban', true],
    ['**.customer', 'attributes/the.customer.iban', true],
    ['**.iban', 'attributes/iban.of', true],
    ['**.iban', 'attributes/customer.ibans', false],
  ])('%s and %s: %s', (rule, path, matches) => {
    expect(actionOf(ruled(rule), path)).toBe(matches ? 'hash' : 'look inside');
  });
});

test('what is allowed comes before rules, rules in their order before the built-in keys', () => {
  const policy: RedactionPolicy = {
    allow: ['inputs.session_token'],
    rules: [
      { path: '**.token', action: 'tokenize' },
      { path: 'inputs.**', action: 'drop' },
    ],
  };
  expect(actionOf(policy, 'inputs/sessionToken')).toBe('look inside');
  expect(actionOf(policy, 'inputs/a/token')).toBe('tokenize');
  expect(actionOf(policy, 'inputs/a/other')).toBe('drop');
  expect(actionOf(policy, 'outputs/password')).toBe('redact');
});

test('what is allowed around a key that is joined by dots does not allow what is in it', () => {
  const policy: RedactionPolicy = { allow: ['attributes.session', 'attributes.a.token'] };
  expect(actionOf(policy, 'attributes/session.password')).toBe('redact');
  expect(actionOf(policy, 'attributes/a.token')).toBe('look inside');
});

describe('a key names a secret', () => {
  test.each([
    ...SECRET_KEYS,
    ...SECRET_KEY_WORDS,
    ...[
      'API_KEY',
      'x-api-key',
      'dbPassword',
      'client_secret',
      'refreshToken',
      'Set-Cookie',
      'userPin',
      'otp_code',
      'SMTP_PASS',
    ],
    ...['private.key', 'accessTokens', 'cardCvv'],
  ])('%s', (key) => {
    expect(actionOf({}, `inputs/${key}`)).toBe('redact');
  });
});

describe('a key names no secret', () => {
  test.each([
    ...HARMLESS_KEYS,
    ...[
      'footprint',
      'spinCount',
      'compass',
      'passengers',
      'bypass',
      'hotplate',
      'name',
      'iban',
      'author',
      'monkey',
      'keyboard',
    ],
  ])('%s', (key) => {
    expect(actionOf({}, `inputs/${key}`)).toBe('look inside');
  });
});

test('counts of tokens and yes-or-no answers are no secrets, whatever their key', () => {
  expect(actionOf({}, 'inputs/cached_tokens', 17)).toBe('look inside');
  expect(actionOf({}, 'inputs/password', true)).toBe('look inside');
  expect(actionOf({}, 'inputs/access_tokens', ['a'])).toBe('redact');
  expect(actionOf({}, 'inputs/pin', 1234)).toBe('redact');
});

test('a pattern that is not global is made so', () => {
  const { patterns } = compilePolicy({ patterns: [/ACC-\d+/, /x/gi] });
  expect(patterns.map(({ flags }) => flags)).toEqual(['g', 'gi']);
});
