import { parseTimestamp } from '@runlight/contract';

import { selectEnded, type EndedRuns } from './ended-runs.ts';
import { rankOf } from './percentile.ts';
import type { Figures } from './read-figures.ts';

/** Within which an event has to be here. Source: the run management spec, event delivery. */
const IN_TIME_MS = 5000;
/** Delivery is told by the events of the latest runs, and no more events than these. */
const RUNS = 500;
const EVENTS = 10_000;

/** How soon the events of the latest runs were here, of those events that are kept. */
export async function deliveryOf(runs: EndedRuns): Promise<Figures['event_delivery']> {
  const latest = await selectEnded(runs)
    .select('runs.run_id')
    .orderBy('runs.ended_at', 'desc')
    .limit(RUNS)
    .execute();
  if (latest.length === 0) return { within_5s: { value: null, of: 0 }, p99_ms: { value: null, of: 0 } };
  const events = await runs.store.db
    .selectFrom('events')
    .select(['timestamp', 'received_at'])
    .where(
      'run_id',
      'in',
      latest.map(({ run_id }) => run_id),
    )
    .limit(EVENTS)
    .execute();
  const delays = events
    .map((event) => Math.max(0, parseTimestamp(event.received_at) - parseTimestamp(event.timestamp)))
    .toSorted((a, b) => a - b);
  const of = delays.length;
  const inTime = delays.filter((ms) => ms <= IN_TIME_MS).length;
  return {
    within_5s: { value: of === 0 ? null : inTime / of, of },
    p99_ms: { value: delays[rankOf(0.99, of)] ?? null, of },
  };
}
