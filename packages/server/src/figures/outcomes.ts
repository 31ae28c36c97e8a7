import type { z } from '@hono/zod-openapi';
import { formatTimestamp, parseTimestamp, type RunOutcome } from '@runlight/contract';
import { sql } from 'kysely';

import type { OutcomesSchema } from '../api/figures.ts';
import { selectEndedIn, type EndedRuns } from './ended-runs.ts';
import { HourMemory } from './hour-memory.ts';

type Bucket = z.infer<typeof OutcomesSchema>['buckets'][number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As many numbers of minutes as are remembered. */
const MINUTES_REMEMBERED = 2_000_000;

interface MinuteCount {
  /** How a timestamp of it begins: `2026-04-24T14:30`. */
  readonly minute: string;
  readonly outcome: RunOutcome | null;
  readonly ended: number;
}

const countsByHour = new HourMemory(readCounts, {
  maxSize: MINUTES_REMEMBERED,
  sizeOf: (counts) => 1 + counts.length,
});

function readCounts(...of: Parameters<typeof selectEndedIn>): Promise<MinuteCount[]> {
  const minute = sql<string>`substr(ended_at, 1, 16)`;
  return selectEndedIn(...of)
    .select([minute.as('minute'), 'outcome'])
    .select((on) => on.fn.countAll<number>().as('ended'))
    .groupBy([minute, 'outcome'])
    .orderBy(minute)
    .execute();
}

/**
 * How many runs came to which state, in at most so many buckets of about one length without a gap. Their edges lie on
 * whole hours, or on whole minutes if they are shorter than an hour: by these runs are counted, and exactly.
 */
export async function readOutcomes(runs: EndedRuns, count: number): Promise<Bucket[]> {
  const buckets = bucketsOf(runs, count);
  const starts = buckets.map(({ from }) => from.slice(0, 16));
  let [nth, before] = [0, ''];
  for (const { minute, outcome, ended } of (await countsByHour.hoursOf(runs)).flatMap(({ value }) => value)) {
    if (minute < before) nth = 0; // each tenant's time begins anew
    before = minute;
    while ((starts[nth + 1] ?? '~') <= minute) nth += 1;
    const states = buckets[nth]?.by_state;
    if (states === undefined || outcome === null) continue;
    states[outcome] = (states[outcome] ?? 0) + ended;
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
