import { expect, test } from 'vitest';

import { CATEGORY_BY_NAME, categoryOfHttpStatus } from './error-categories.ts';

test.each([
  ['ECONNRESET', 'transient'],
  ['ZodError', 'validation_failed'],
  ['ENOTFOUND', 'external_api'],
  ['EACCES', 'policy_denied'],
  ['TypeError', 'bug'],
])('takes %s for %s', (name, category) => {
  expect(CATEGORY_BY_NAME.get(name)).toBe(category);
});

test.each([
  [200, undefined],
  [399, undefined],
  [400, 'external_api'],
  [401, 'policy_denied'],
  [403, 'policy_denied'],
  [404, 'external_api'],
  [408, 'transient'],
  [429, 'transient'],
  [500, 'external_api'],
  [503, 'transient'],
  [600, undefined],
])('takes an HTTP %d for %s', (status, category) => {
  expect(categoryOfHttpStatus(status)).toBe(category);
});
