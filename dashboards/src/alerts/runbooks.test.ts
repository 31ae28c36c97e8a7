import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { expect, test } from 'vitest';

import { logqlFaults } from '../../testing/logql.ts';
import { BUILD_TIMEOUT_MS, promtoolIsMissing, promtoolOver } from '../../testing/promtool.ts';

const PAGES = globSync(join(import.meta.dirname, '../../docs/runbooks/*.md'))
  .sort()
  .map((file) => ({ page: basename(file), text: readFileSync(file, 'utf8') }));

const SECTIONS = [
  'What it means',
  'How urgent it is',
  'Look here first',
  'Likely causes',
  'What to do',
  'How to silence it',
];

test('every page answers the same questions in the same order', () => {
  expect(PAGES.length).toBeGreaterThan(0);
  for (const { page, text } of PAGES) {
    expect([page, [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)]).toEqual([page, SECTIONS]);
  }
});

test('every page has a query to begin with, in a language that its block names', () => {
  for (const { page, text } of PAGES) {
    const languages = [...text.matchAll(/^ *```(\w+)$/gm)].map(([, language]) => language);
    expect([
      page,
      languages.filter((language) => /^(promql|logql)$/.test(language ?? '')).length,
    ]).not.toEqual([page, 0]);
  }
});

test('queries in LogQL parse', () => {
  const queries = blocks('logql');
  expect(queries.length).toBeGreaterThan(3);
  for (const query of queries) expect([query, logqlFaults(query)]).toEqual([query, []]);
});

test.skipIf(promtoolIsMissing)(
  `queries in PromQL parse ${promtoolIsMissing ?? ''}`,
  async () => {
    const rules = blocks('promql').map((expr, index) => ({ record: `query_${index}`, expr }));
    expect(rules.length).toBeGreaterThan(3);
    const file = { groups: [{ name: 'runbooks', rules }] };
    const answer = await promtoolOver(['check', 'rules'], { 'rules.yaml': file }, 'rules.yaml');
    expect(answer).toContain(`SUCCESS: ${rules.length} rules found`);
  },
  BUILD_TIMEOUT_MS,
);

function blocks(language: string): string[] {
  const fenced = new RegExp(`^ *\`\`\`${language}\\n(.*?)\\n *\`\`\`$`, 'gms');
  return PAGES.flatMap(({ text }) => [...text.matchAll(fenced)].map(([, query]) => query?.trim() ?? ''));
}
