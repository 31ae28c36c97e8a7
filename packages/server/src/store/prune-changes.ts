import { formatTimestamp } from '@runlight/contract';

import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';

const TURN_MS = 5 * 60_000;
/** Who follows and was away for longer reads anew what it shows. */
const KEPT_MS = 60 * 60_000;

/** Forgets changes that nobody asks for any more, so that what streams are read from stays small. */
export function pruneChanges(parts: Parts): () => Promise<void> {
  return repeat(() => pruneChangesOnce(parts), {
    everyMs: TURN_MS,
    onTrouble: (error) => parts.report('Old changes can’t be pruned now', error),
  }).stop;
}

/** The latest change stays: the numbers of those to come go on from it. */
export async function pruneChangesOnce({ store: { db }, now }: Parts): Promise<void> {
  await db
    .deleteFrom('changes')
    .where('changed_at', '<', formatTimestamp(now() - KEPT_MS))
    .where('seq', '<', (changes) =>
      changes.selectFrom('changes').select(({ fn }) => fn.max('seq').as('last')),
    )
    .execute();
}
