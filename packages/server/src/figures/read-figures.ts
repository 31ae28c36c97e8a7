import type { z } from '@hono/zod-openapi';
import type { RunOutcome } from '@runlight/contract';

import type { FiguresSchema } from '../api/figures.ts';
import { deliveryOf } from './delivery.ts';
import type { EndedRuns } from './ended-runs.ts';
import { addSums, figuresByHour, noSums, type HourFigures } from './hour-figures.ts';
import type { Hour } from './hour-memory.ts';
import { rankOf, valueAt } from './percentile.ts';

export type Figures = z.infer<typeof FiguresSchema>;
type Figure = Figures['mttr'];

/** Rates and durations of runs that ended, each with the number of things that it was computed from. All are exact. */
export async function readFigures(runs: EndedRuns): Promise<Figures> {
  const hours = await figuresByHour.hoursOf(runs);
  const sums = noSums();
  for (const { value } of hours) addSums(sums, value.sums);
  const byOutcome = countsOf(hours);
  const judged = sums.ended - (byOutcome.get('cancelled') ?? 0);
  return {
    from: runs.from,
    to: runs.to,
    ended: sums.ended,
    by_outcome: Object.fromEntries(byOutcome),
    success_rate: ratio(byOutcome.get('succeeded') ?? 0, judged),
    first_pass_success_rate: ratio(sums.firstPass, judged),
    retries_per_100: ratio(sums.retries * 100, sums.ended),
    mttr: mttr(hours),
    p50_run_duration: durationAt(hours, 0.5),
    p95_run_duration: durationAt(hours, 0.95),
    waiting_ms_mean: ratio(sums.waitingMs, sums.ended),
    resource_usage_per_run: {
      tokens: ratio(sums.tokens, sums.withTokens),
      compute_ms: ratio(sums.computeMs, sums.withComputeMs),
    },
    event_delivery: await deliveryOf(runs),
  };
}

function countsOf(hours: readonly Hour<HourFigures>[]): Map<RunOutcome, number> {
  const counts = new Map<RunOutcome, number>();
  for (const { value } of hours) {
    for (const [outcome, ended] of value.byOutcome) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + ended);
    }
  }
  return counts;
}

/**
 * How long outages took that were over by the end of the window: from the first failure of a workflow in an environment,
 * after a success or the beginning of the window, to its next success.
 */
function mttr(hours: readonly Hour<HourFigures>[]): Figure {
  const brokenSince = new Map<string, number>();
  let [repairs, tookMs] = [0, 0];
  for (const { tenantId, value } of hours) {
    for (const { of, failed, at } of value.turns) {
      const name = `${tenantId} ${of}`;
      const since = brokenSince.get(name);
      if (failed) {
        brokenSince.set(name, since ?? at);
      } else if (since !== undefined) {
        repairs += 1;
        tookMs += at - since;
        brokenSince.delete(name);
      }
    }
  }
  return ratio(tookMs, repairs);
}

function durationAt(hours: readonly Hour<HourFigures>[], percentile: number): Figure {
  const lists = hours.map(({ value }) => value.durations);
  const of = lists.reduce((count, { length }) => count + length, 0);
  return { value: valueAt(rankOf(percentile, of), lists), of };
}

function ratio(part: number, of: number): Figure {
  return { value: of === 0 ? null : part / of, of };
}
