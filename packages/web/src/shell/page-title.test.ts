import { expect, test } from 'vitest';

import { pageTitle } from './page-title.ts';

test.each([
  ['/', 'Overview · Runlight'],
  ['/runs', 'Runs · Runlight'],
  ['/runs/', 'Runs · Runlight'],
  ['/runs/run_01JSM0VD2K7ZQ4X9M3T8W1B6CD', 'run_…W1B6CD · Runlight'],
  ['/runs/my%20run', 'my run · Runlight'],
  ['/compare', 'Compare versions · Runlight'],
  ['/settings/tokens', 'Tokens · Settings · Runlight'],
  ['/nowhere', 'Runlight'],
])('a tab that shows %s is called %s', (pathname, title) => {
  expect(pageTitle(pathname)).toBe(title);
});
