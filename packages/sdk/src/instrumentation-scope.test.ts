import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { INSTRUMENTATION_SCOPE } from './instrumentation-scope.ts';

test('the scope names the package and its version', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as unknown;
  expect(manifest).toMatchObject(INSTRUMENTATION_SCOPE);
});
