import { claimWork, extendLease, finishWork, registerWorker } from '../api/workers.ts';
import { rerunRun } from '../api/actions.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import { claimItem } from './claim-item.ts';
import { endItem, extendItem } from './end-item.ts';
import { requestRerun } from './request-rerun.ts';
import { forgottenBefore, leaseSeconds, workflowsIn } from './serving-workers.ts';

/** Re-runs, and the workers that execute them. */
export const workRoutes: Routes = (parts) =>
  newApi()
    .openapi(rerunRun, async (c) => {
      const rerun = await requestRerun(parts, principalIn(c), c.req.valid('param').id, c.req.valid('json'));
      return c.json(rerun, 202);
    })
    .openapi(registerWorker, async (c) => {
      const { name, workflows } = c.req.valid('json');
      const worker_id = newId('worker');
      const now = parts.timestamp();
      await parts.store.db.deleteFrom('workers').where('seen_at', '<=', forgottenBefore(parts)).execute();
      await parts.store.db
        .insertInto('workers')
        .values({
          worker_id,
          tenant_id: tenantOf(principalIn(c)),
          name,
          workflows: JSON.stringify([...new Set(workflows)]),
          registered_at: now,
          seen_at: now,
        })
        .execute();
      return c.json({ worker_id, lease_seconds: leaseSeconds(parts) }, 201);
    })
    .openapi(claimWork, async (c) => {
      const principal = principalIn(c);
      const { worker: workerId } = c.req.valid('param');
      const workflows = await seen(parts, principal, workerId);
      const claimant = { workerId, workflows, tenantId: principal.tenantId };
      const wait = { waitMs: c.req.valid('query').wait * 1000, signal: c.req.raw.signal };
      const item = await parts.bells.work.until(workflows, wait, () => claimItem(parts, claimant));
      if (item === undefined) return c.body(null, 204);
      if (wait.signal.aborted) {
        // Whoever asked is gone: nobody would execute it before its lease runs out.
        await endItem(parts, { workerId, itemId: item.item_id }, { error: null, give_back: true });
      }
      return c.json(item, 200);
    })
    .openapi(extendLease, async (c) => {
      const { worker: workerId, item: itemId } = c.req.valid('param');
      await seen(parts, principalIn(c), workerId);
      return c.json({ lease_until: await extendItem(parts, { workerId, itemId }) }, 200);
    })
    .openapi(finishWork, async (c) => {
      const { worker: workerId, item: itemId } = c.req.valid('param');
      await seen(parts, principalIn(c), workerId);
      await endItem(parts, { workerId, itemId }, c.req.valid('json'));
      return c.body(null, 204);
    });

/** Notes a sign of life of a worker; returns what it serves. Throws `worker_not_found` for one that is forgotten. */
async function seen(parts: Parts, principal: Principal, workerId: string): Promise<string[]> {
  const worker = await parts.store.db
    .updateTable('workers')
    .set({ seen_at: parts.timestamp() })
    .where('worker_id', '=', workerId)
    .where('tenant_id', '=', tenantOf(principal))
    .where('seen_at', '>', forgottenBefore(parts))
    .returning('workflows')
    .executeTakeFirst();
  if (worker !== undefined) return workflowsIn(worker.workflows);
  throw new ProblemError('not_found', `No worker ${workerId} is known; register again`, {
    code: 'worker_not_found',
  });
}

/** A worker that may work for every tenant is of none. */
function tenantOf({ tenantId }: Principal): string {
  return tenantId ?? '';
}
