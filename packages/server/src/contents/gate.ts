import { activeSteps, currentHold, holdForPerson, stepLabel, type RunState } from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';

/** What holds a run now, what asks a person before all else; null if nothing does. A person can decide a gate for people. */
export function gateOf(state: RunState): Omit<NonNullable<RunDetail['gate']>, 'reminded_at'> | null {
  const hold = holdForPerson(state) ?? currentHold(state);
  if (hold === null) return null;
  const gate = activeSteps(state)
    .filter((step) => stepLabel(step) === hold.step)
    .map((step) => step.gate)
    .find((open) => open !== null && open.resolved === null);
  return {
    name: gate?.name ?? hold.step ?? hold.kind ?? hold.status,
    step: hold.step,
    kind: hold.kind ?? hold.status,
    since: hold.mark[0],
    reason: hold.reason,
    needs: hold.needs,
    until: hold.until,
    decidable: gate?.kind === 'human' && hold.kind === 'human',
  };
}
