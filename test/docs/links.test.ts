import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { expect, test } from 'vitest';

import { otherDocuments, REPOSITORY, userDocuments } from './documents.ts';

const FOR_USERS = userDocuments();
const ALL = [...FOR_USERS, ...otherDocuments()];
const ANCHORS = new Map(ALL.map(({ path, anchors }) => [path, anchors]));

test('there are links to look at', () => {
  expect(ALL.flatMap(({ links }) => links).length).toBeGreaterThan(10);
});

test.each(ALL)('every link of $path leads somewhere', ({ path, links }) => {
  const broken = links.filter(({ text }) => !leadsSomewhere(path, text));
  expect(broken).toEqual([]);
});

test.each(FOR_USERS.filter(({ path }) => path.includes('/docs/')))(
  'the README leads to $path',
  ({ path }) => {
    const readme = FOR_USERS.find((document) => document.path === 'README.md');
    expect(readme?.links.map(({ text }) => text)).toContain(path);
  },
);

/** Links to other sites are not followed, but must be written in full. */
function leadsSomewhere(from: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return link.startsWith('https://');
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? from : relative('.', join(dirname(from), target));
  if (path.startsWith('..') || /(?:^|\/)(?:node_modules|dist)\//.test(path)) return false;
  if (anchor !== undefined) return ANCHORS.get(path)?.has(anchor) === true;
  return existsSync(join(REPOSITORY, path));
}
