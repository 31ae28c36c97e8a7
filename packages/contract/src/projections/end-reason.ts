import type { RunState } from '../run-state.ts';
import { endOf } from '../run-view.ts';

/** Why a run did not come to its whole result, in its error's or its caller's own words; null if it did or goes on. */
export function endReasonOf(state: RunState): string | null {
  const end = endOf(state);
  if (end === null || end.outcome === 'succeeded') return null;
  return end.error?.message ?? end.reason ?? end.outcome.replace('_', ' ');
}
