import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { safeName } from './safe-name.ts';

describe('a name that is safe', () => {
  test.each([
    'implement',
    'extract:invoice-7',
    'START',
    '20260424T143022Z',
    'a.b',
    'Prüfung',
    '承認',
    '1',
    'a@b+c=d,e',
  ])('stays as it is: %s', (name) => {
    expect(safeName(name)).toBe(name);
  });
});

describe('a name that is not', () => {
  test.each([
    ['', /^_~[0-9a-f]{10}$/],
    ['.', /^_~/],
    ['..', /^_\.~/],
    ['../../etc/passwd', /^_\._\.\._etc_passwd~/],
    ['a/b', /^a_b~/],
    ['a\\b', /^a_b~/],
    ['.hidden', /^_hidden~/],
    ['-rf', /^_rf~/],
    ['a b', /^a_b~/],
    ['nul\0byte', /^nul_byte~/],
    ['line\nbreak', /^line_break~/],
    ['a~b', /^a_b~/],
    ['💥', /^_~/],
  ])('is changed and marked: %j', (name, pattern) => {
    expect(safeName(name)).toMatch(pattern);
  });
});

test('is always one path segment that ends where it should', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (label) => {
      const name = safeName(label);
      expect(name).not.toMatch(/[/\\\0]/);
      expect(name).toMatch(/^[^.-]/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
    }),
    { numRuns: 2000 },
  );
});

test('keeps different labels different, and what is safe stays so', () => {
  const label = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('a/b', 'a_b', 'a b', '..', '_.'),
  );
  fc.assert(
    fc.property(label, label, (a, b) => {
      expect(safeName(a) === safeName(b)).toBe(a === b);
    }),
    { numRuns: 2000 },
  );
});

test('tells two spellings of one character apart, which some file systems do not', () => {
  const [composed, decomposed] = ['Prüfung'.normalize('NFC'), 'Prüfung'.normalize('NFD')];
  expect(safeName(composed)).toBe(composed);
  expect(safeName(decomposed)).toMatch(/^Prüfung~[0-9a-f]{10}$/);
});

test('cuts between characters', () => {
  const name = safeName('ü'.repeat(100));
  expect(name).toMatch(/^ü+~[0-9a-f]{10}$/);
  expect(Buffer.byteLength(name)).toBe(119);
});
