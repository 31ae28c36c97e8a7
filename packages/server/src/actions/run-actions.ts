import type { RunEvent } from '@runlight/contract';

import { stateIn } from '../contents/run-detail.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import type { RunRow } from '../store/schema.ts';
import { actOnRun } from './act-on-run.ts';
import { outsideEvents, type EventBody } from './outside-event.ts';

type Act<T> = (parts: Parts, principal: Principal, runId: string, request: T) => Promise<unknown>;

/** Adds a note, without what must not be kept; returns it as it was kept. */
export async function annotate(
  parts: Parts,
  principal: Principal,
  runId: string,
  request: { readonly note: string },
): Promise<{ author: string; note: string; at: string }> {
  const { actor } = principal;
  const [kept] = await actOnRun(parts, principal, runId, async (run, write) => {
    const note = await parts.redact(request.note, run.tenant_id, write);
    const events = told(parts, run, { event: 'workflow.run.annotated', actor, note });
    return { action: 'run.annotate', details: { event_id: events[0]?.event_id }, events };
  });
  if (kept?.event !== 'workflow.run.annotated') throw new Error('A note was not kept as what it is');
  return { author: actor, note: kept.note, at: kept.timestamp };
}

/** Throws `tag_not_kept` for a tag of which redaction keeps something else. */
export function refuseLostTags(given: readonly string[], kept: readonly string[]): void {
  const lost = kept.find((tagKept, nth) => tagKept !== given[nth]);
  if (lost === undefined) return;
  throw new ProblemError(
    'bad_request',
    `A tag holds a secret or personal data: it would be kept as ${lost}. Use words that tell nobody’s`,
    { code: 'tag_not_kept' },
  );
}

/**
 * Adds tags and removes others; of one that is in both lists it stays. Throws `no_tags`, and `tag_not_kept` for one that
 * would be redacted: nobody would find anything by it.
 */
export const tag: Act<{ readonly add: readonly string[]; readonly remove: readonly string[] }> = (
  parts,
  principal,
  runId,
  request,
) =>
  actOnRun(parts, principal, runId, async (run, write) => {
    if (request.add.length + request.remove.length === 0) {
      throw new ProblemError('bad_request', 'Name the tags to add or to remove', { code: 'no_tags' });
    }
    const { actor } = principal;
    const redacted = (tags: readonly string[]): Promise<string[]> =>
      Promise.all(tags.map((text) => parts.redact(text, run.tenant_id, write)));
    const change = { add: await redacted(request.add), remove: await redacted(request.remove) };
    refuseLostTags(request.add, change.add);
    const events = told(parts, run, { event: 'workflow.run.tagged', actor, ...change });
    return { action: 'run.tag', details: change, events };
  });

/** Says that somebody took care of what went wrong, or takes it back. Throws `run_not_ended` and `nothing_to_resolve`. */
export const resolve: Act<{ readonly resolved: boolean; readonly reason?: string | undefined }> = (
  parts,
  principal,
  runId,
  { resolved, reason },
) =>
  actOnRun(parts, principal, runId, async (run, write) => {
    if (!resolved) {
      const overlay = { resolved_at: null, resolved_by: null, resolution: null };
      return { action: 'run.unresolve', overlay };
    }
    if (run.outcome === null) {
      throw new ProblemError(
        'conflict',
        'The run goes on: what it will end with can’t be taken care of yet',
        {
          code: 'run_not_ended',
        },
      );
    }
    if (run.status === 'succeeded') {
      throw new ProblemError('conflict', 'The run succeeded: there is nothing to resolve', {
        code: 'nothing_to_resolve',
      });
    }
    const resolution =
      reason === undefined || reason === '' ? null : await parts.redact(reason, run.tenant_id, write);
    return {
      action: 'run.resolve',
      details: { reason: resolution },
      overlay: { resolved_at: parts.timestamp(), resolved_by: principal.actor, resolution },
    };
  });

/** Says who takes care of it; null is nobody. */
export const assign: Act<{ readonly owner: string | null }> = (parts, principal, runId, { owner }) =>
  actOnRun(parts, principal, runId, () => ({ action: 'run.assign', details: { owner }, overlay: { owner } }));

/** Keeps a run from being deleted, or no longer. */
export const pin: Act<{ readonly pinned: boolean }> = (parts, principal, runId, { pinned }) =>
  actOnRun(parts, principal, runId, () => ({
    action: pinned ? 'run.pin' : 'run.unpin',
    overlay: pinned
      ? { pinned_at: parts.timestamp(), pinned_by: principal.actor }
      : { pinned_at: null, pinned_by: null },
  }));

/** The event of what somebody says. */
function told(parts: Parts, run: RunRow, body: EventBody): RunEvent[] {
  return outsideEvents(stateIn(run), [body], parts.now());
}
