import type { RunEvent } from '@runlight/contract';

import type { Parts } from '../parts.ts';
import { policiesAreSet } from '../settings/redactors.ts';
import type { Write } from '../store/store.ts';
import { tenantOf, type KnownRun } from './fold-run.ts';
import { redactEvent } from './redact-event.ts';

/** Events of one run, and what was known of it before. */
export interface Arrival {
  readonly runId: string;
  readonly known: KnownRun | undefined;
  readonly events: readonly RunEvent[];
}

/** Takes out of events what the policies of their runs' tenants name, before anything is made of them. */
export async function redactArrivals(
  { redactors }: Pick<Parts, 'redactors'>,
  write: Write,
  arrivals: readonly Arrival[],
  sendersTenant: string | null,
): Promise<readonly Arrival[]> {
  if (arrivals.length === 0 || !(await policiesAreSet(write))) return arrivals;
  const tenants = arrivals.map(({ known, events }) => tenantOf(known, events, sendersTenant));
  const redactorFor = await redactors.of(tenants, write);
  return arrivals.map((arrival, nth) => {
    const redactor = redactorFor(tenants[nth]);
    if (redactor === undefined) return arrival;
    return { ...arrival, events: arrival.events.map((event) => redactEvent(event, redactor)) };
  });
}
