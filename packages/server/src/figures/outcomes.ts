import type { z } from '@hono/zod-openapi';
import { formatTimestamp, parseTimestamp } from '@runlight/contract';
import { sql } from 'kysely';

import type { OutcomesSchema } from '../api/figures.ts';
import { selectEnded, type EndedRuns } from './ended-runs.ts';

type Bucket = z.infer<typeof OutcomesSchema>['buckets'][number];

/** How much of a timestamp says its hour, minute, second, microsecond. */
const RESOLUTIONS = [
  { ms: 3_600_000, length: 13 },
  { ms: 60_000, length: 16 },
  { ms: 1000, length: 19 },
  { ms: 0, length: 26 },
] as const;

/**
 * How many runs came to which state, in buckets of about one length without a gap. Their edges lie on whole hours, minutes
 * or seconds, so that the database counts by the beginning of a timestamp, and exactly.
 */
export async function readOutcomes(runs: EndedRuns, count: number): Promise<Bucket[]> {
  const from = parseTimestamp(runs.from);
  const widthMs = (parseTimestamp(runs.to) - from) / count;
  const { ms, length } = RESOLUTIONS.find((resolution) => resolution.ms <= widthMs) ?? RESOLUTIONS[3];
  const edges = new Set([runs.from]);
  for (let nth = 1; nth < count; nth += 1) {
    const edge = from + nth * widthMs;
    edges.add(formatTimestamp(ms === 0 ? edge : edge - (edge % ms)));
  }
  const starts = [...edges].filter((edge) => edge >= runs.from && edge < runs.to).toSorted();
  const buckets = starts.map((start, nth): Bucket => ({
    from: start,
    to: starts[nth + 1] ?? runs.to,
    by_state: {},
  }));
  const beginning = sql<string>`substr(runs.ended_at, 1, ${sql.lit(length)})`;
  const rows = await selectEnded(runs)
    .select([beginning.as('beginning'), 'runs.outcome'])
    .select((on) => on.fn.countAll<number>().as('ended'))
    .groupBy([beginning, 'runs.outcome'])
    .orderBy(beginning)
    .execute();
  let nth = 0;
  for (const row of rows) {
    while ((starts[nth + 1]?.slice(0, length) ?? '~') <= row.beginning) nth += 1;
    const states = buckets[nth]?.by_state;
    if (states === undefined || row.outcome === null) continue;
    states[row.outcome] = (states[row.outcome] ?? 0) + row.ended;
  }
  return buckets;
}
