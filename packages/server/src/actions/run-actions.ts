import type { RunEvent } from '@runlight/contract';
import { annotateRun as annotateDirectory, tagRun as tagDirectory } from '@runlight/run-dir';

import { localDirectory } from '../artifacts/local-directory.ts';
import { stateIn } from '../contents/run-detail.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import type { RunRow } from '../store/schema.ts';
import { actOnRun } from './act-on-run.ts';
import { outsideEvents, type EventBody } from './outside-event.ts';

type Act<T> = (parts: Parts, principal: Principal, runId: string, request: T) => Promise<void>;

/** Adds a note, without what must not be kept. */
export const annotate: Act<{ readonly note: string }> = (parts, principal, runId, request) =>
  actOnRun(parts, principal, runId, async (run) => {
    const { actor } = principal;
    const note = await parts.redact(request.note, run.tenant_id);
    const event = told(parts, run, { event: 'workflow.run.annotated', actor, note }, (directory) =>
      annotateDirectory(directory, { note, actor }),
    );
    return { action: 'run.annotate', events: [event] };
  });

/** Adds tags and removes others; of one that is in both lists it stays. Throws `no_tags`. */
export const tag: Act<{ readonly add: readonly string[]; readonly remove: readonly string[] }> = (
  parts,
  principal,
  runId,
  request,
) =>
  actOnRun(parts, principal, runId, async (run) => {
    if (request.add.length + request.remove.length === 0) {
      throw new ProblemError('bad_request', 'Name the tags to add or to remove', { code: 'no_tags' });
    }
    const { actor } = principal;
    const redacted = (tags: readonly string[]): Promise<string[]> =>
      Promise.all(tags.map((text) => parts.redact(text, run.tenant_id)));
    const change = { add: await redacted(request.add), remove: await redacted(request.remove) };
    const event = told(parts, run, { event: 'workflow.run.tagged', actor, ...change }, (directory) =>
      tagDirectory(directory, { ...change, actor }),
    );
    return { action: 'run.tag', details: change, events: [event] };
  });

/** Says that somebody took care of what went wrong, or takes it back. Throws `nothing_to_resolve`. */
export const resolve: Act<{ readonly resolved: boolean; readonly reason?: string | undefined }> = (
  parts,
  principal,
  runId,
  { resolved, reason },
) =>
  actOnRun(parts, principal, runId, async (run) => {
    if (!resolved) {
      const overlay = { resolved_at: null, resolved_by: null, resolution: null };
      return { action: 'run.unresolve', overlay };
    }
    if (run.status === 'succeeded') {
      throw new ProblemError('conflict', 'The run succeeded: there is nothing to resolve', {
        code: 'nothing_to_resolve',
      });
    }
    const resolution =
      reason === undefined || reason === '' ? null : await parts.redact(reason, run.tenant_id);
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

/**
 * The event of what somebody says. It is put into the run's directory, where that is on this machine, and kept here:
 * the very same event, so that it is one however often it is read.
 */
function told(
  parts: Parts,
  run: RunRow,
  body: EventBody,
  putInto: (directory: string) => RunEvent,
): RunEvent {
  const directory = localDirectory(parts.settings.runsDirectories, run);
  if (directory !== undefined) {
    try {
      return putInto(directory);
    } catch (error) {
      parts.report(`What was said of ${run.run_id} could not be written into ${directory}`, error);
    }
  }
  const [event] = outsideEvents(stateIn(run), [body], parts.now());
  if (event === undefined) throw new Error('One body gives one event');
  return event;
}
