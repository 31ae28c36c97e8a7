import type { z } from '@hono/zod-openapi';

import type { BulkJobSchema, startBulkJob } from '../api/actions.ts';
import { assign, pin, refuseLostTags, resolve, tag } from '../actions/run-actions.ts';
import { requestCancel } from '../control/request-cancel.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import { requestRerun } from '../work/request-rerun.ts';

export type BulkRequest = z.infer<
  (typeof startBulkJob)['request']['body']['content']['application/json']['schema']
>;
export type BulkJob = z.infer<typeof BulkJobSchema>;

/** What a job does to each of its runs. */
export type BulkDeed = Pick<
  BulkRequest,
  'action' | 'reason' | 'note' | 'add' | 'remove' | 'owner' | 'pinned'
>;

/** The part of a request that is kept and done, without what must not be kept. Throws `missing_parameter`. */
export async function deedOf(parts: Parts, principal: Principal, request: BulkRequest): Promise<BulkDeed> {
  const { action, owner, pinned } = request;
  const missing =
    action === 'tag' && request.add.length + request.remove.length === 0
      ? 'add or remove'
      : action === 'assign' && owner === undefined
        ? 'owner'
        : action === 'pin' && pinned === undefined
          ? 'pinned'
          : undefined;
  if (missing !== undefined) {
    throw new ProblemError('bad_request', `To ${action} runs, give ${missing}`, {
      code: 'missing_parameter',
    });
  }
  const redact = (text: string): Promise<string> => parts.redact(text, principal.tenantId ?? '');
  const optional = async (text: string | undefined): Promise<string | undefined> =>
    text === undefined ? undefined : redact(text);
  const add = await Promise.all(request.add.map(redact));
  refuseLostTags(request.add, add);
  return {
    action,
    reason: await optional(request.reason),
    note: await optional(request.note),
    add,
    remove: await Promise.all(request.remove.map(redact)),
    owner,
    pinned,
  };
}

/** Does it to one run, as if somebody did it to that run alone. Throws what that throws. */
export async function doTo(parts: Parts, principal: Principal, runId: string, deed: BulkDeed): Promise<void> {
  const { action, reason, note, add, remove, owner = null, pinned = true } = deed;
  switch (action) {
    case 'rerun':
      await requestRerun(parts, principal, runId, { reason, note, tags: add });
      return;
    case 'cancel':
      await requestCancel(parts, principal, runId, { reason });
      return;
    case 'tag':
      await tag(parts, principal, runId, { add, remove });
      return;
    case 'assign':
      await assign(parts, principal, runId, { owner });
      return;
    case 'resolve':
      await resolve(parts, principal, runId, { resolved: true, reason });
      return;
    case 'pin':
      await pin(parts, principal, runId, { pinned });
      return;
  }
}

/** Whether doing it once more than needed does no harm: what a server began and did not finish is done again. */
export function isRepeatable({ action }: BulkDeed): boolean {
  return action !== 'rerun';
}
