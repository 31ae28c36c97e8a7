import { sql } from 'kysely';

import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';

/** How soon what another server did is heard of here. */
const HEAR_AFTER_MS = 400;

/** Rings for those who wait here when another server has what they wait for. */
export function hearOthers(parts: Parts): () => Promise<void> {
  if (parts.store.engine === 'sqlite') return async () => undefined; // there are no others
  return repeat(() => ringForOthers(parts), {
    everyMs: HEAR_AFTER_MS,
    onTrouble: (error) => parts.report('What other servers were asked could not be read', error),
  }).stop;
}

/** Reads of what somebody waits for here alone; in PostgreSQL. */
async function ringForOthers({ store: { db }, bells }: Parts): Promise<void> {
  const [runs, requests, workflows] = [bells.control.keys(), bells.taken.keys(), bells.work.keys()];
  if (runs.length > 0) {
    const asked = await db
      .selectFrom('control_requests')
      .select('run_id')
      .distinct()
      .where('taken_at', 'is', null)
      .where(sql<boolean>`run_id = any(${runs})`)
      .execute();
    for (const { run_id } of asked) bells.control.ring(run_id);
  }
  if (requests.length > 0) {
    const taken = await db
      .selectFrom('control_requests')
      .select('request_id')
      .where(sql<boolean>`request_id = any(${requests})`)
      .where('taken_at', 'is not', null)
      .execute();
    for (const { request_id } of taken) bells.taken.ring(request_id);
  }
  if (workflows.length > 0) {
    const waiting = await db
      .selectFrom('work_items')
      .select('workflow_name')
      .distinct()
      .where('status', '=', 'pending')
      .where(sql<boolean>`workflow_name = any(${workflows})`)
      .execute();
    for (const { workflow_name } of waiting) bells.work.ring(workflow_name);
  }
}
