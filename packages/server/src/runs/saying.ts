import { sql, type RawBuilder } from 'kysely';

import type { Store } from '../store/store.ts';
import { oneOf, type Condition, type Criterion } from './criterion.ts';

/** No letter or digit comes after it. */
const LAST_CHARACTER = '\u{10FFFF}';

/** The latest runs, by which it is told whether a word is frequent. */
const SAMPLE = 200;

/** A word begins one of the run's; it is one of `wordsIn`. */
export function saying(word: string, tenants: readonly string[], { engine, db }: Store): Criterion {
  const { found, says } = engine === 'postgres' ? inPostgres(word) : inSqlite(word);
  return {
    found: sql`${found} and ${oneOf(sql`run_words.tenant_id`, tenants)}`,
    isFrequent: async () => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from
        (select run_id from runs where tenant_id = ${tenants[0] ?? ''} order by sort_at desc, run_id desc
          limit ${SAMPLE}) as runs where ${says}`.execute(db);
      return (rows[0]?.count ?? 0) > 1;
    },
    holds: () => says,
  };
}

/** The runs that say a word, and whether the run at hand does. */
interface Saying {
  /** A query that ends in conditions. */
  readonly found: RawBuilder<unknown>;
  readonly says: Condition;
}

function inPostgres(word: string): Saying {
  const query = sql`to_tsquery('simple', ${`'${word}':*`})`;
  return {
    found: sql`select run_words.run_id from run_words where run_words.words @@ ${query}`,
    // As one value, so that it is looked up for each run at hand: as a join it would begin with all runs that say it.
    says: sql`(select words from run_words where run_words.run_id = runs.run_id) @@ ${query}`,
  };
}

function inSqlite(word: string): Saying {
  // Read word by word, not asked for what begins so: that would gather all runs before it gives the first.
  const docs = sql`select distinct doc from run_words_said where term >= ${word} and term < ${word + LAST_CHARACTER}`;
  return {
    found: sql`select run_words.run_id from (${docs}) as said
      cross join run_words where run_words.word_id = said.doc`,
    says: sql`exists (select 1 from run_words where run_words.run_id = runs.run_id
      and instr(' ' || run_words.words, ${` ${word}`}) > 0)`,
  };
}
