import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { wordsIn } from './words.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('a run is found by what it is called, was given, made, and failed of; not by what is no more', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun('run-Ünï').start();
    run.main.emit({ event: 'workflow.run.tagged', add: ['eu-west', 'vip'], remove: [] });
    await server.take(run.take());
    for (const query of ['INVOICE', 'uni', 'a.xml', 'pages', 'eu-west', 'vi']) {
      expect({ query, runs: await found(server, query) }).toEqual({ query, runs: ['run-Ünï'] });
    }
    expect(await found(server, 'nothing')).toEqual([]);
    expect(await found(server, 'extract')).toEqual([]);
    run.step('extract', { key: 'page-2' });
    run.main.emit({ event: 'workflow.run.tagged', add: [], remove: ['vip'] });
    run.end('failed');
    await server.take(run.take());
    for (const query of ['extract page', 'not a function', 'TypeError', 'eu']) {
      expect({ query, runs: await found(server, query) }).toEqual({ query, runs: ['run-Ünï'] });
    }
    expect(await found(server, 'vip')).toEqual([]);
  });
});

test('words are the same however they are written', () => {
  expect(wordsIn('Crème BRÛLÉE, erp:invoice#98421 — ﬁle_1.pdf')).toEqual([
    'creme',
    'brulee',
    'erp',
    'invoice',
    '98421',
    'file',
    '1',
    'pdf',
  ]);
  expect(wordsIn('x'.repeat(1000))).toEqual(['x'.repeat(64)]);
});

/** The runs that have words which begin as all of the query's do. */
async function found({ parts: { store } }: TestServer, query: string): Promise<string[]> {
  const words = wordsIn(query);
  const matches =
    store.engine === 'postgres'
      ? sql`words @@ to_tsquery('simple', ${words.map((word) => `${word}:*`).join(' & ')})`
      : sql`word_id in (select rowid from run_words_index where run_words_index match ${words.map((word) => `"${word}"*`).join(' ')})`;
  const { rows } = await sql<{ run_id: string }>`select run_id from run_words where ${matches}`.execute(
    store.db,
  );
  return rows.map(({ run_id }) => run_id);
}
