import type { z } from '@hono/zod-openapi';
import { formatTimestamp, parseTimestamp } from '@runlight/contract';

import type { OutcomesSchema } from '../api/figures.ts';
import { endedHours } from './ended-hours.ts';
import type { EndedRuns } from './ended-runs.ts';

type Bucket = z.infer<typeof OutcomesSchema>['buckets'][number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How many runs came to which state, in at most so many buckets of about one length without a gap. Their edges lie on
 * whole hours, or on whole minutes if they are shorter than an hour: by these runs are counted, and exactly.
 */
export async function readOutcomes(runs: EndedRuns, count: number): Promise<Bucket[]> {
  const buckets = bucketsOf(runs, count);
  let nth = 0;
  let tenant: string | undefined;
  for (const { tenantId, hour, figures } of await endedHours(runs)) {
    if (tenantId !== tenant) nth = 0; // each tenant's hours begin anew
    tenant = tenantId;
    for (let minute = 0; minute < 60; minute += 1) {
      const end = `${hour}:${String(minute).padStart(2, '0')};`; // after all that ended in this minute
      while ((buckets[nth + 1]?.from ?? end) < end) nth += 1;
      const states = buckets[nth]?.by_state ?? {};
      for (const [outcome, minutes] of figures.byOutcome) {
        const ended = minutes[minute] ?? 0;
        if (ended > 0) states[outcome] = (states[outcome] ?? 0) + ended;
      }
    }
  }
  return buckets;
}

function bucketsOf({ from, to }: EndedRuns, count: number): Bucket[] {
  const fromMs = parseTimestamp(from);
  const widthMs = (parseTimestamp(to) - fromMs) / count;
  const unitMs = widthMs < HOUR_MS ? MINUTE_MS : HOUR_MS;
  const edges = new Set([from]);
  for (let nth = 1; nth < count; nth += 1) {
    const edge = fromMs + nth * widthMs;
    edges.add(formatTimestamp(edge - (edge % unitMs)));
  }
  const starts = [...edges].filter((edge) => edge >= from && edge < to).toSorted();
  return starts.map((start, nth) => ({ from: start, to: starts[nth + 1] ?? to, by_state: {} }));
}
