import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';

import type { RedactionPolicy } from '../redaction-policy.ts';
import { RedactionPolicySchema } from './index.ts';

test('reads a policy from plain JSON, patterns as text', () => {
  const policy = RedactionPolicySchema.parse({
    rules: [{ path: '**.iban', action: 'tokenize' }],
    patterns: ['\\d{9}', '/account \\d+/i'],
    allow: ['inputs.token_count'],
    personalData: false,
  });
  expect(policy.patterns).toEqual([/\d{9}/g, /account \d+/gi]);
  expectTypeOf(policy).toExtend<RedactionPolicy>();
  expectTypeOf<z.infer<typeof RedactionPolicySchema>>().toExtend<RedactionPolicy>();
});

test.each([
  [{ patterns: ['('] }, 'patterns.0'],
  [{ patterns: ['/a/gg'] }, 'patterns.0'],
  [{ rules: [{ path: 'a', action: 'shred' }] }, 'rules.0.action'],
  [{ rules: [{ path: '', action: 'drop' }] }, 'rules.0.path'],
  [{ alow: [] }, ''],
])('refuses %j, so that a slip of the pen redacts nothing less', (policy, path) => {
  const result = RedactionPolicySchema.safeParse(policy);
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});
