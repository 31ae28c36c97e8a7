import type { z } from '@hono/zod-openapi';
import type { ControlRequest } from '@runlight/contract';

import { cancelRun, decideGate } from '../api/actions.ts';
import type { RunItem } from '../api/run-item.ts';
import { acknowledgeControl, pollControl, type ControlSchema } from '../api/workers.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import { readRunItems } from '../runs/read-run-items.ts';
import { deliveryOf, noteTaken } from './ask-run.ts';
import { requestCancel } from './request-cancel.ts';
import { requestDecision } from './request-decision.ts';

type Control = z.infer<typeof ControlSchema>;

/** What people ask of running processes, and how these hear of it. */
export const controlRoutes: Routes = (parts) =>
  newApi()
    .openapi(cancelRun, async (c) => {
      const { id } = c.req.valid('param');
      const { requestId, file } = await requestCancel(parts, principalIn(c), id, c.req.valid('json'));
      const delivery =
        requestId === null ? 'delivered' : await deliveryOf(parts, requestId, file, c.req.raw.signal);
      return c.json({ delivery, run: await runItem(parts, principalIn(c), id) }, 202);
    })
    .openapi(decideGate, async (c) => {
      const { id, gate } = c.req.valid('param');
      const decision = c.req.valid('json');
      const { requestId, file } = await requestDecision(parts, principalIn(c), id, gate, decision);
      const delivery = await deliveryOf(parts, requestId, file, c.req.raw.signal);
      return c.json({ delivery, run: await runItem(parts, principalIn(c), id) }, 202);
    })
    .openapi(pollControl, async (c) => {
      const { run_ids } = c.req.valid('json');
      const { tenantId } = principalIn(c);
      const wait = { waitMs: c.req.valid('query').wait * 1000, signal: c.req.raw.signal };
      const requests = await parts.bells.control.until(run_ids, wait, async () => {
        const pending = await pendingRequests(parts, run_ids, tenantId);
        return pending.length === 0 ? undefined : pending;
      });
      return c.json({ requests: requests ?? [] }, 200);
    })
    .openapi(acknowledgeControl, async (c) => {
      await noteTaken(parts, c.req.valid('json').request_ids, principalIn(c).tenantId);
      return c.body(null, 204);
    });

/** As many as a process acknowledges at once. */
const MAX_REQUESTS = 1000;

async function pendingRequests(
  parts: Parts,
  runIds: readonly string[],
  tenantId: string | null,
): Promise<Control[]> {
  const rows = await parts.store.db
    .selectFrom('control_requests')
    .select(['request_id', 'run_id', 'requested_at', 'request'])
    .where('taken_at', 'is', null)
    .where('run_id', 'in', runIds)
    .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId ?? ''))
    .orderBy('requested_at')
    .orderBy('request_id')
    .limit(MAX_REQUESTS)
    .execute();
  return rows.map(({ request_id, run_id, requested_at, request }) => {
    const asked = JSON.parse(request) as ControlRequest; // only this server writes the column
    return { ...asked, request_id, run_id, requested_at };
  });
}

async function runItem(parts: Parts, principal: Principal, runId: string): Promise<RunItem> {
  const [item] = await readRunItems(parts.store.db, principal, [runId], parts.now());
  if (item === undefined)
    throw new ProblemError('not_found', `Run ${runId} is gone`, { code: 'run_not_found' });
  return item;
}
