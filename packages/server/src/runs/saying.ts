import { sql, type SqlBool } from 'kysely';

import type { Store } from '../store/store.ts';
import { oneOf, type Criterion } from './criterion.ts';

/** No letter or digit comes after it. */
const LAST_CHARACTER = '\u{10FFFF}';

/** The latest runs, by which it is told whether a word is frequent. */
const SAMPLE = 200;

/** A word begins one of the run's; it is one of `wordsIn`. */
export function saying(word: string, tenants: readonly string[], { engine, db }: Store): Criterion {
  const ofTenants = oneOf(sql`run_words.tenant_id`, tenants);
  if (engine === 'postgres') {
    const query = sql`to_tsquery('simple', ${`'${word}':*`})`;
    // As one value, so that it is looked up for each run at hand: as a join it would begin with all runs that say it.
    const says = sql<SqlBool>`(select words from run_words where run_words.run_id = runs.run_id) @@ ${query}`;
    return {
      found: sql`select run_words.run_id from run_words where run_words.words @@ ${query} and ${ofTenants}`,
      isFrequent: async () => {
        const { rows } = await sql<{ count: number }>`select count(*) as count from
          (select run_id from runs where ${oneOf(sql`tenant_id`, tenants)} order by sort_at desc, run_id desc
            limit ${SAMPLE}) as runs where ${says}`.execute(db);
        return (rows[0]?.count ?? 0) > 1;
      },
      holds: () => says,
    };
  }
  // Read word by word, not asked for what begins so: that would gather all runs before it gives the first.
  const said = sql`select distinct doc from run_words_said where term >= ${word} and term < ${word + LAST_CHARACTER}`;
  return {
    found: sql`select run_words.run_id from (${said}) as said
      cross join run_words on run_words.word_id = said.doc where ${ofTenants}`,
    holds: () =>
      sql`exists (select 1 from run_words where run_words.run_id = runs.run_id
        and instr(' ' || run_words.words, ${` ${word}`}) > 0)`,
  };
}
