import { REDACTED, SECRET_PATTERNS } from '@runlight/contract';
import { SECRETS } from '@runlight/testing/secrets';
import { describe, expect, test } from 'vitest';

import { redactText } from './redact-text.ts';

const RULES = { patterns: [], personalData: true };
const redact = (text: string): string => redactText(text, Number.POSITIVE_INFINITY, RULES);

describe.each(Object.entries(SECRETS))('%s', (_, { text, secret }) => {
  test.each([
    ['alone', (form: string) => form],
    ['in a sentence', (form: string) => `could not log in with ${form}, try again`],
    ['in brackets', (form: string) => `request failed (${form})`],
    ['in double quotes', (form: string) => `sent "${form}" to the server`],
    ['between lines', (form: string) => `first line\n${form}\nlast line`],
    ['after a label', (form: string) => `value=${form};`],
    ['twice', (form: string) => `${form} and ${form}`],
    ['after much text', (form: string) => `${'lorem ipsum '.repeat(500)}${form}`],
    ['at the end of JSON', (form: string) => JSON.stringify({ message: form })],
    ['in JSON inside of JSON', (form: string) => JSON.stringify(JSON.stringify({ message: form }))],
  ])('is redacted %s', (__, around) => {
    const redacted = redact(around(text));
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain(REDACTED);
  });
});

describe('a named secret is redacted', () => {
  test.each([
    ['password=hunter2 and more', 'hunter2'],
    ['DB_PASSWORD=hunter2', 'hunter2'],
    ['aws_secret_access_key = wJalrXUtnFEMI', 'wJalrXUtnFEMI'],
    ['{"password":"hunter2","user":"alice"}', 'hunter2'],
    ['{"clientSecret": "two words"}', 'two words'],
    ['{"pass": "abc"}', 'abc'],
    [String.raw`{"body":"{\"apiKey\":\"hunter2\"}"}`, 'hunter2'],
    [String.raw`{"password":"hun\"ter2"}`, 'ter2'],
    ["{ password: 'hunter2' }", 'hunter2'],
    ['{:password => "hunter2"}', 'hunter2'],
    ['Authorization: Basic aaaabbbbcccc', 'aaaabbbbcccc'],
    ['authorization: hunter2', 'hunter2'],
    ['Cookie: session=abcdef; theme=dark', 'abcdef'],
    ['Set-Cookie: sid=abcdef; Path=/', 'abcdef'],
    ['GET /api?token=abcdefgh&page=2', 'abcdefgh'],
    ['curl --token hunter22 https://example.com', 'hunter22'],
    ['mysql --password=hunter22', 'hunter22'],
    ['AccountName=x;AccountKey=abcd1234==;', 'abcd1234'],
    ['access-token: abcd1234', 'abcd1234'],
  ])('%s', (text, secret) => {
    const redacted = redact(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain(REDACTED);
  });

  test('and what stands beside it is kept', () => {
    expect(redact('{"password":"hunter2","user":"alice"}')).toBe('{"password":"[redacted]","user":"alice"}');
    expect(redact('GET /api?token=abcdefgh&page=2')).toBe('GET /api?token=[redacted]&page=2');
    expect(redact('postgres://bob:hunter2@db.local:5432/orders')).toBe(
      'postgres://bob:[redacted]@db.local:5432/orders',
    );
    expect(redact('postgres://bob:p@ss@db.local/orders')).toBe('postgres://bob:[redacted]@db.local/orders');
    expect(redact('postgres://bob:pa/ss@db.local/orders')).toBe('postgres://bob:[redacted]@db.local/orders');
  });
});

describe('personal data', () => {
  test.each([
    ['card with its check code', '4111 1111 1111 1111 123', '[redacted] 123'],
    ['card after an order number', 'order 42 4111111111111111', 'order 42 [redacted]'],
    ['card with hyphens', 'card 5500-0000-0000-0004.', 'card [redacted].'],
    ['two cards', '4111111111111111 378282246310005', '[redacted] [redacted]'],
    ['IBAN with more words', 'BE68539007547034 PAID 2026', '[redacted] PAID 2026'],
    ['IBAN in groups', 'pay to DE89 3704 0044 0532 0130 00, please', 'pay to [redacted], please'],
    ['IBAN after what looks like one', 'XX12 DE89370400440532013000', 'XX12 [redacted]'],
    ['two addresses', 'from a.b+c@example.com to d@e-f.co.uk', 'from [redacted] to [redacted]'],
  ])('%s', (_, text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  test('is kept where the policy wants it kept, and secrets are not', () => {
    const rules = { patterns: [], personalData: false };
    const text = 'alice@example.com 4111111111111111 DE89370400440532013000 password=hunter2';
    expect(redactText(text, 1000, rules)).toBe(text.replace('hunter2', REDACTED));
  });
});

describe('what is no secret stays', () => {
  test.each([
    'The invoice could not be read: line 7 has 3 columns, expected 4.',
    'erp:invoice#98421',
    'run_01KQ3V5Z8E9W2X4Y6Z8A0B2C4D step_0123456789ABC',
    '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
    'd41d8cd98f00b204e9800998ecf8427e 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '123e4567-e89b-42d3-a456-426614174000 00000000-0000-0000-0000-000000000000',
    '2026-04-24T14:30:22.123456Z 20260424T143022Z 2026-04-24 14:30:22',
    '1777041022123 1777041022123456 1777041022123456789',
    'tokens: 3124, max_tokens=4096, completion_tokens: 17',
    'Unexpected token : in JSON at position 3',
    'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    'Basic information is missing, Token validation failed, bearer certificates',
    'GTIN 4006381333931, ISBN 978-3-16-148410-0',
    'Total 1.234.567,89 EUR, phone +49 30 1234 5678',
    'duplicate key value violates unique constraint "pk_customer_orders_2024"',
    'npm_config_registry npm_lifecycle_event pypi-attestations',
    'Error: connect ECONNREFUSED 127.0.0.1:5432',
    'http://localhost:8080/a/b?c=d https://registry.example.com:443/@scope/package',
    'no address: bob@localhost, @types/node, a@b',
    'sk-learn, pk-1, rk_short',
    'password reset was requested; the secret is out; cookie consent given',
    'token: null, password: undefined',
    'at Object.<anonymous> (/srv/app/node_modules/pkg@1.2.3/index.js:10:15)',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('a text is cut', () => {
  test('to the limit, with a mark, and never longer', () => {
    expect(redactText('abcdef', 6, RULES)).toBe('abcdef');
    expect(redactText('abcdefg', 6, RULES)).toBe('abcde…');
    expect(redactText('x'.repeat(10_000_000), 100, RULES)).toBe(`${'x'.repeat(99)}…`);
    expect(redactText('abc', 0, RULES)).toBe('…');
  });

  test.each(Object.entries(SECRETS))(
    'and %s that lies across the cut is not told in part, at any offset',
    (_, { text, secret }) => {
      const limit = 256;
      const half = secret.slice(0, Math.ceil(secret.length / 2));
      for (let before = limit - text.length - 2; before <= limit + 2; before += 1) {
        for (const after of [0, 10, 5000]) {
          const cut = redactText(
            `${'.'.repeat(Math.max(0, before - 1))} ${text} ${'.'.repeat(after)}`,
            limit,
            RULES,
          );
          expect(cut).not.toContain(half);
          expect(cut.length).toBeLessThanOrEqual(limit);
        }
      }
    },
  );

  test.each(Object.entries(SECRETS))(
    'and %s that lies across what is looked at is not told in part',
    (_, { text, secret }) => {
      const limit = 16;
      const half = secret.slice(0, Math.ceil(secret.length / 2));
      // Short secrets before it grow when they are redacted, and push the end of the text about.
      const filler = 'pwd=abcd '.repeat(4096 / 9);
      for (let shift = 0; shift <= text.length + 20; shift += 1) {
        const before = filler.padEnd(limit + 4096 - shift, '.');
        expect(redactText(`${before} ${text} ${'.'.repeat(100)}`, limit, RULES)).not.toContain(half);
        expect(redactText(`${before} ${text} ${'.'.repeat(100)}`, limit + 2000, RULES)).not.toContain(half);
      }
    },
  );
});

test('every pattern replaces each of its matches', () => {
  expect(SECRET_PATTERNS.filter(({ global }) => !global)).toEqual([]);
});
