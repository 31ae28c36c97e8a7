import { expect, test } from 'vitest';

import { userDocuments } from './documents.ts';
import { followDocument } from './follow-document.ts';
import { snippetsIn, type Snippet } from './snippets.ts';
import { typeFaultsIn } from './type-check.ts';

const DOCUMENTS = userDocuments()
  .map((document) => ({ ...document, snippets: snippetsIn(document.blocks) }))
  .filter(({ snippets }) => snippets.length > 0);
const EXECUTED = DOCUMENTS.filter(({ snippets }) => snippets.some(isExecuted));

test('there are snippets to look at, in the README, the packages and the pages', () => {
  const paths = EXECUTED.map(({ path }) => path);
  expect(paths).toContain('README.md');
  expect(paths).toContain('packages/sdk/docs/redaction.md');
  expect(paths).toContain('packages/node/README.md');
});

test('every snippet type-checks', () => {
  expect(typeFaultsIn(DOCUMENTS)).toEqual([]);
});

test.each(EXECUTED)('$path does what it says, read from top to bottom', async (document) => {
  const { said, found } = await followDocument(document);
  expect(found).toEqual(said);
});

test.each(DOCUMENTS)('$path says why a snippet of it is not executed', ({ snippets }) => {
  const fragments = snippets.filter((snippet) => snippet.kind === 'fragment');
  expect(fragments.filter(({ reason }) => reason === '')).toEqual([]);
});

test.each(DOCUMENTS)('$path runs the programs that it has saved under a name', ({ snippets }) => {
  const commands = snippets.filter(({ kind }) => kind === 'commands').map(({ block }) => block.text);
  const names = snippets.flatMap((snippet) => (snippet.kind === 'program' ? (snippet.savedAs ?? []) : []));
  expect(names.filter((name) => !commands.some((text) => text.includes(`node ${name}`)))).toEqual([]);
});

function isExecuted({ kind }: Snippet): boolean {
  return kind === 'program' || kind === 'commands';
}
