import { expect, test } from 'vitest';

import { createRedactor } from './redact-outside.ts';

const hash = (value: string): string => `hash of ${value}`;

test('a redactor of a policy that is not the process’s hashes and tokenizes as it is told', () => {
  const policy = {
    rules: [
      { path: 'inputs.customer', action: 'hash' as const },
      { path: '**.iban', action: 'tokenize' as const },
    ],
  };
  const inputs = { customer: 'Carol', account: { iban: 'X1' }, password: 'hunter2' };
  const redactor = createRedactor(policy, { hash, tokenize: (value, path) => `${path} is ${value.length}` });
  expect(redactor.payload('inputs', inputs)).toEqual({
    customer: 'hash of Carol',
    account: { iban: 'inputs.account.iban is 2' },
    password: '[redacted]',
  });
  expect(createRedactor(policy, { hash }).payload('inputs', inputs)).toMatchObject({
    account: { iban: '[redacted]' },
  });
  expect(redactor.command(['login', '--password', 'hunter2'])).toEqual(['login', '--password', '[redacted]']);
});

test('it cuts at the limits that it is given, and not at all without an end', () => {
  const long = 'word '.repeat(20_000);
  const bounded = createRedactor({}, { hash });
  expect(bounded.text(long)).toHaveLength(4096);
  expect(bounded.text(long, 10)).toBe('word word…');
  expect(bounded.payload('details', { long })).toMatchObject({ '[truncated]': 'more than 65536 characters' });
  const endless = createRedactor({}, { hash, payloadLimit: Number.POSITIVE_INFINITY });
  expect(endless.text(long, Number.POSITIVE_INFINITY)).toBe(long);
  expect(endless.payload('details', { long })).toEqual({ long });
});
