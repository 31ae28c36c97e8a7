import { parseTimestamp } from '@runlight/contract';

import type { TestServer } from './test-server.ts';

export interface AddedWebhook {
  readonly webhook_id: string;
  readonly secret: string;
}

const ALL_KINDS = [
  'run.started',
  'run.completed',
  'run.failed',
  'run.waiting_human',
  'run.canceled',
  'step.completed',
  'step.failed',
];

/** Adds a webhook that is told everything, if `more` does not say otherwise. */
export async function addWebhook(
  server: Pick<TestServer, 'request'>,
  url: string,
  more: object = {},
  token?: string,
): Promise<AddedWebhook> {
  const response = await server.request('/api/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, events: ALL_KINDS, ...more }),
    ...(token !== undefined && { token }),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as AddedWebhook; // as the definition says
}

/** What is in a server's queue of webhooks, by run and sequence. */
export function deliveriesOf(server: Pick<TestServer, 'parts'>) {
  return server.parts.store.db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .orderBy('run_id')
    .orderBy('sequence')
    .execute();
}

/** A clock that the test moves forward. */
export class MovableClock {
  #aheadMs = 0;

  readonly now = (): number => Date.now() + this.#aheadMs;

  pass(ms: number): void {
    this.#aheadMs += ms;
  }

  /** Moves to when the next delivery is due; not while one is being sent: what is sent at once takes no time. */
  async passUntilDue(server: Pick<TestServer, 'parts'>): Promise<void> {
    const pending = (await deliveriesOf(server)).filter(({ status }) => status === 'pending');
    if (pending.some(({ lease_until }) => lease_until !== null)) return;
    const due = pending.flatMap(({ next_attempt_at: at }) => (at === null ? [] : [parseTimestamp(at)]));
    if (due.length > 0) this.pass(Math.max(0, Math.min(...due) - this.now()));
  }
}
