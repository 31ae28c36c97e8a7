import { activeSteps, currentHold, stepLabel, type RunState } from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';

/** What holds a run now; null if nothing does. A person can decide what a gate asks a person. */
export function gateOf(state: RunState): Omit<NonNullable<RunDetail['gate']>, 'reminded_at'> | null {
  const hold = currentHold(state);
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
