import { sql } from 'kysely';

import type { Store } from '../store/store.ts';
import { oneOf, type Criterion } from './criterion.ts';

/** No letter or digit comes after it. */
const LAST_CHARACTER = '\u{10FFFF}';

/** A word begins one of the run's; it is one of `wordsIn`. */
export function saying(word: string, tenants: readonly string[], { engine, db }: Store): Criterion {
  const ofTenants = oneOf(sql`run_words.tenant_id`, tenants);
  if (engine === 'postgres') {
    const says = sql`run_words.words @@ to_tsquery('simple', ${`'${word}':*`})`;
    const found = sql`select run_words.run_id from run_words where ${says} and ${ofTenants}`;
    return {
      found,
      expected: async () => {
        const plan = await sql<Plan>`explain (format json) ${found}`.execute(db);
        return plan.rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
      },
      holds: () => sql`exists (select 1 from run_words where run_words.run_id = runs.run_id and ${says})`,
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

interface Plan {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}
