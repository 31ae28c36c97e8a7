import type { RunFilter } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import type { Parts } from '../parts.ts';
import { matches, readCriteria } from '../runs/run-criteria.ts';
import { visibleRuns } from '../runs/visible-runs.ts';
import type { Store, Write } from '../store/store.ts';

/**
 * The runs that a filter matches and that were known at a time; a run that came later is not among them, whenever it
 * says that it started. What the filter speaks of is looked up at once, the runs when they are asked for.
 */
export async function matchingRuns(
  parts: Parts,
  principal: Principal,
  filter: Partial<RunFilter>,
  cutOff: string,
) {
  const criteria = await readCriteria(parts.store, principal, filter, parts.now());
  return (on: Store['db'] | Write) =>
    visibleRuns(on, principal).where(matches(criteria)).where('runs.first_seen_at', '<=', cutOff);
}
