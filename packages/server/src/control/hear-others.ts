import type { Parts } from '../parts.ts';
import { reclaimItems } from '../work/reclaim-items.ts';

/** How soon what another server did is heard of here. */
const HEAR_AFTER_MS = 400;
const RECLAIM_AFTER_MS = 1000;

/** Rings for those who wait here when another server has what they wait for, and takes back what workers let lie. */
export function hearOthers(parts: Parts): () => Promise<void> {
  const stops = [
    everyMs(HEAR_AFTER_MS, parts, 'What other servers were asked could not be read', ringForOthers),
    everyMs(RECLAIM_AFTER_MS, parts, 'Work whose lease ran out could not be taken back', reclaimItems),
  ];
  return async () => {
    parts.bells.close();
    await Promise.all(stops.map((stop) => stop()));
  };
}

function everyMs(
  pauseMs: number,
  parts: Parts,
  trouble: string,
  act: (parts: Parts) => Promise<void>,
): () => Promise<void> {
  let acting: Promise<void> | undefined;
  const timer = setInterval(() => {
    acting ??= act(parts)
      .catch((error: unknown) => parts.report(trouble, error))
      .finally(() => (acting = undefined));
  }, pauseMs);
  return async () => {
    clearInterval(timer);
    await acting;
  };
}

async function ringForOthers({ store: { db }, bells }: Parts): Promise<void> {
  const [runs, requests, workflows] = [bells.control.keys(), bells.taken.keys(), bells.work.keys()];
  if (runs.length > 0) {
    const asked = await db
      .selectFrom('control_requests')
      .select('run_id')
      .distinct()
      .where('taken_at', 'is', null)
      .execute();
    for (const { run_id } of asked) bells.control.ring(run_id);
  }
  if (requests.length > 0) {
    const taken = await db
      .selectFrom('control_requests')
      .select('request_id')
      .where('request_id', 'in', requests)
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
      .execute();
    for (const { workflow_name } of waiting) bells.work.ring(workflow_name);
  }
}
