import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { expect, test } from 'vitest';

import { otherDocuments, REPOSITORY, userDocuments } from './documents.ts';

const FOR_USERS = userDocuments();
const ALL = [...FOR_USERS, ...otherDocuments()];
const REACHED = reachedFrom('README.md');
const ANCHORS = new Map(ALL.map(({ path, anchors }) => [path, anchors]));

test('there are links to look at', () => {
  expect(ALL.flatMap(({ links }) => links).length).toBeGreaterThan(10);
});

test.each(ALL)('every link of $path leads somewhere', ({ path, links }) => {
  const broken = links.filter(({ text }) => !leadsSomewhere(path, text));
  expect(broken).toEqual([]);
});

test.each(FOR_USERS.filter(({ path }) => path.includes('/docs/')))(
  'the README leads to $path, at once or by way of other pages',
  ({ path }) => {
    expect(REACHED).toContain(path);
  },
);

/** The pages that somebody can get to who begins with the page. */
function reachedFrom(path: string, reached = new Set<string>()): Set<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  const page = FOR_USERS.find((document) => document.path === path);
  for (const { text } of page?.links ?? []) {
    if (/^[a-z]+:/.test(text)) continue;
    const target = targetOf(path, text.split('#')[0] ?? '');
    reachedFrom(
      existsSync(join(REPOSITORY, target, 'README.md')) ? join(target, 'README.md') : target,
      reached,
    );
  }
  return reached;
}

/** Links to other sites are not followed, but must be written in full. */
function leadsSomewhere(from: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return link.startsWith('https://');
  const [target = '', anchor] = link.split('#');
  const path = targetOf(from, target);
  if (path.startsWith('..') || /(?:^|\/)(?:node_modules|dist)\//.test(path)) return false;
  if (anchor !== undefined) return ANCHORS.get(path)?.has(anchor) === true;
  return existsSync(join(REPOSITORY, path));
}

function targetOf(from: string, target: string): string {
  return target === '' ? from : relative('.', join(dirname(from), target));
}
