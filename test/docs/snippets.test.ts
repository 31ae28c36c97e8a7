import { expect, test } from 'vitest';

import { userDocuments } from './documents.ts';
import { followDocument } from './follow-document.ts';
import { parseMarkdown } from './markdown.ts';
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

test('every snippet type-checks, and one that does not is found', () => {
  const wrong = documentOf('```ts fragment: is never run\nrun.gaet("release");\n```');
  expect(typeFaultsIn([...DOCUMENTS, wrong])).toEqual([
    {
      place: 'planted.md:2',
      message: expect.stringContaining("Property 'gaet' does not exist on type 'Run'"),
    },
  ]);
});

test.each(EXECUTED)('$path does what it says, read from top to bottom', async (document) => {
  const { said, found } = await followDocument(document);
  expect(found).toEqual(said);
});

test('what a document gets wrong is found', async () => {
  const wrong = documentOf(
    '```ts\nthrow new Error("no");\n```',
    '```sh\nrunlight lits || true\necho done\n```',
    '```text output\nwell done\n```',
    '```text listing\nruns/\n  status.json\n```',
  );
  const { said, found } = await followDocument(wrong);
  expect(Object.keys(said)).toEqual(['planted.md:2', 'planted.md:5', 'planted.md:9', 'planted.md:12']);
  for (const [place, lines] of Object.entries(said)) expect(found[place]).not.toEqual(lines);
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

function documentOf(...lines: readonly string[]) {
  return { path: 'planted.md', ...parseMarkdown(lines.join('\n')) };
}

function isExecuted({ kind }: Snippet): boolean {
  return kind === 'program' || kind === 'commands';
}
