import type { RunEvent } from '@runlight/contract';
import type { ContentRedactor } from '@runlight/sdk';

import type { Parts } from '../parts.ts';
import { policiesAreSet, type Redactors } from '../settings/redactors.ts';
import type { Store, Write } from '../store/store.ts';
import { tenantOfRun, type KnownRun } from './fold-run.ts';
import { cutEvent, redactEvent } from './redact-event.ts';

/** Events of one run, and what was known of it before. */
export interface Arrival {
  readonly runId: string;
  readonly known: KnownRun | undefined;
  readonly events: readonly RunEvent[];
}

/** Events of one run as they are to be kept, and the redactor that made them so; undefined where no policy is set. */
export interface RedactedArrival extends Arrival {
  readonly by: ContentRedactor | undefined;
}

/**
 * Takes out of events what the policies of their runs' tenants name, before anything is made of them, and cuts what is
 * too long. Redacting takes its time: what was redacted `before`, outside of a write, is used where it still holds.
 */
export async function redactArrivals(
  { redactors }: Pick<Parts, 'redactors'>,
  on: Store['db'] | Write,
  arrivals: readonly Arrival[],
  sendersTenant: string | null,
  before: readonly RedactedArrival[] = [],
): Promise<RedactedArrival[]> {
  if (arrivals.length === 0) return [];
  const redactorOf = (await policiesAreSet(on))
    ? await redactorsOf(redactors, on, arrivals, sendersTenant)
    : () => undefined;
  const done = new Map(before.map((arrival) => [arrival.runId, arrival]));
  return arrivals.map((arrival) => {
    const by = redactorOf(arrival);
    const ready = done.get(arrival.runId);
    if (ready !== undefined && ready.by === by) return { ...ready, known: arrival.known };
    const redact = (event: RunEvent) => (by === undefined ? cutEvent(event) : redactEvent(event, by));
    return { ...arrival, by, events: arrival.events.map(redact) };
  });
}

async function redactorsOf(
  redactors: Redactors,
  on: Store['db'] | Write,
  arrivals: readonly Arrival[],
  sendersTenant: string | null,
): Promise<(arrival: Arrival) => ContentRedactor | undefined> {
  const tenants = new Map(
    arrivals.map((arrival) => [arrival, tenantOfRun(arrival.known, arrival.events, sendersTenant)]),
  );
  const redactorFor = await redactors.of(tenants.values(), on);
  return (arrival) => redactorFor(tenants.get(arrival));
}
