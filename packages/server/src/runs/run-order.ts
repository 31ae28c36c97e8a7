import { RUN_STATUSES } from '@runlight/contract';
import { sql } from 'kysely';

import type { SORTS } from '../api/parameters.ts';
import { oneOf, type ColumnName, type ColumnReference, type Condition, type Criterion } from './criterion.ts';

export type Sort = (typeof SORTS)[number];

/**
 * A part of a sorted list: all of its runs stand before those of the next part. Within a part an index has the order:
 * by `keys`, the last of which is the run's id, all of them in one direction.
 */
export interface Part {
  /** What sets the part apart; none is the whole list. */
  readonly criterion: Criterion | null;
  readonly keys: readonly ColumnName[];
  readonly descending: boolean;
}

/**
 * The parts of a list. By status: those of the contract in its order, the newest first in each. By duration: runs that go
 * on have none yet and stand at the end.
 */
export function partsOf(sort: Sort): readonly Part[] {
  const descending = sort.startsWith('-');
  switch (sort) {
    case 'started_at':
    case '-started_at':
      return [{ criterion: null, keys: ['sort_at', 'run_id'], descending }];
    case 'status':
      return BY_STATUS;
    case '-status':
      return BY_STATUS.toReversed();
    case 'duration':
    case '-duration':
      return [
        { criterion: hasDuration(true), keys: ['duration_ms', 'run_id'], descending },
        { criterion: hasDuration(false), keys: ['run_id'], descending: true },
      ];
  }
}

/** The same list from its end to its beginning. */
export function backwards(parts: readonly Part[]): readonly Part[] {
  return parts.map((part) => ({ ...part, descending: !part.descending })).toReversed();
}

const BY_STATUS: readonly Part[] = RUN_STATUSES.map((status) => ({
  criterion: {
    column: 'status',
    values: [status],
    holds: (column: ColumnReference) => oneOf(column('status'), [status]),
  },
  keys: ['sort_at', 'run_id'],
  descending: true,
}));

function hasDuration(isThere: boolean): Criterion {
  return {
    holds: (column): Condition =>
      isThere ? sql`${column('duration_ms')} is not null` : sql`${column('duration_ms')} is null`,
  };
}
