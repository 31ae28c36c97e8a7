import type { RunStatus } from '@runlight/contract';

import { toUnsuccessfulRuns, toWaitList } from '../../links.ts';
import { COLORS, from, instant, none, stat } from '../../panels/index.ts';
import { orZero, runs } from '../../queries/index.ts';
import { TARGETS } from '../../targets.ts';
import { SELECTED } from '../variables.ts';
import { WHOLE } from './scopes.ts';

export function activeNow(
  title: string,
  statuses: readonly RunStatus[],
  meaning: string,
  options: Pick<Parameters<typeof stat>[0], 'thresholds' | 'links'>,
) {
  return stat({
    title,
    description: `Runs that are ${meaning} now.`,
    unit: 'short',
    decimals: 0,
    width: 4,
    noValue: '0',
    targets: [instant(orZero(runs.active(SELECTED, statuses)))],
    ...options,
  });
}

export const longestWait = stat({
  title: 'Longest wait',
  description: 'How long the longest wait or block that is open now has lasted; 0 if nothing waits.',
  unit: 's',
  width: 4,
  noValue: '0',
  thresholds: from(TARGETS.waitingTooLongSeconds, COLORS.bad),
  targets: [instant(orZero(runs.longestWait(SELECTED)))],
  links: [toWaitList],
});

export const unsuccessful = stat({
  title: 'Did not succeed',
  description: 'Runs that ended failed, timed out, lost or incomplete in the time range.',
  unit: 'short',
  decimals: 0,
  width: 4,
  noValue: '0',
  thresholds: none(),
  targets: [instant(orZero(runs.ended(WHOLE, runs.UNSUCCESSFUL)))],
  links: [toUnsuccessfulRuns],
});
