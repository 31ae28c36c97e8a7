import { expect, test } from 'vitest';

import { logqlFaults } from '../../testing/logql.ts';
import { RUNBOOK_PAGES, runbookQueries } from '../../testing/runbooks.ts';

const SECTIONS = [
  'What it means',
  'How urgent it is',
  'Look here first',
  'Likely causes',
  'What to do',
  'How to silence it',
];

test('every page answers the same questions in the same order', () => {
  expect(RUNBOOK_PAGES.length).toBeGreaterThan(0);
  for (const { page, text } of RUNBOOK_PAGES) {
    expect([page, [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)]).toEqual([page, SECTIONS]);
  }
});

test('every page has a query to begin with, in a language that its block names', () => {
  for (const { page, text } of RUNBOOK_PAGES) {
    const languages = [...text.matchAll(/^ *```(\w+)$/gm)].map(([, language]) => language);
    expect([
      page,
      languages.filter((language) => /^(promql|logql)$/.test(language ?? '')).length,
    ]).not.toEqual([page, 0]);
  }
});

test('queries in LogQL parse', () => {
  const queries = runbookQueries('logql');
  expect(queries.length).toBeGreaterThan(3);
  for (const query of queries) expect([query, logqlFaults(query)]).toEqual([query, []]);
});
