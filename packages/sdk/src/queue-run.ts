import { formatTimestamp } from '@runlight/contract';

import { toCarrier } from './carrier.ts';
import { RunClock } from './clock.ts';
import { redactorFor } from './configuration.ts';
import { describeError } from './error-info.ts';
import { attempt, failOpen } from './fail-open.ts';
import { idOf, labelOf } from './given-values.ts';
import type { RunDescription } from './options.ts';
import { Recorder, recordWithoutRun, type EventBody } from './recorder.ts';
import { remoteContext, rootIdsOf } from './root-span.ts';
import { currentCaller, describingFields, readDescription } from './run-description.ts';
import type { Ticket } from './ticket.ts';

const REASON_LIMIT = 1024;

export interface QueueOptions extends RunDescription {
  /** An id of your own, see `RunOptions.id`. */
  readonly id?: string | undefined;
  /** The queue's name. */
  readonly queue?: string | undefined;
}

/** Records that a run was queued; the ticket goes with the message, and `withRun({ ticket })` on the worker goes on. */
export function queueRun(options: QueueOptions): Ticket {
  const queuedAt = new RunClock().now();
  const { runId, traceId, spanId } = rootIdsOf(idOf(options?.id));
  const queue = labelOf(options?.queue);
  const described = failOpen(
    'describing a run',
    () => readDescription(options, undefined),
    () => readDescription({}, undefined),
  );
  const caller = currentCaller();
  const { inputs: _inputs, ...description } = described;
  const ticket: Ticket = {
    runId,
    traceId,
    queuedAt: formatTimestamp(queuedAt),
    carrier: toCarrier({ runId, workflow: described.workflow, traceId, spanId }),
    description,
    queue,
    caller: caller.spanContext && {
      traceId: caller.spanContext.traceId,
      spanId: caller.spanContext.spanId,
      runId: caller.runId,
    },
  };
  attempt('queueing a run', () => {
    const fields = describingFields(traceId, described, caller, queue);
    recordFor(ticket, [{ event: 'workflow.run.queued', ...fields }], queuedAt);
  });
  return ticket;
}

/** Records that a run was refused before it got an id: a duplicate in flight, a limit, a policy. */
export function dispatchRefused(
  workflow: string,
  refusal: {
    readonly reason: string;
    readonly businessEventId?: string | undefined;
    readonly tenant?: string | undefined;
    readonly target?: string | undefined;
  },
): void {
  attempt('recording a refused dispatch', () => {
    const tenant = labelOf(refusal.tenant);
    const redactor = redactorFor(tenant);
    recordWithoutRun(
      labelOf(workflow) ?? 'workflow',
      {
        event: 'workflow.run.dispatch_refused',
        reason: redactor.text(refusal.reason, REASON_LIMIT),
        business_event_id: labelOf(refusal.businessEventId),
        tenant_id: tenant,
        target: refusal.target === undefined ? undefined : redactor.text(refusal.target, REASON_LIMIT),
      },
      new RunClock().now(),
    );
  });
}

/** Records that a run could not be put into its queue, and ends it as failed. */
export function enqueueFailed(ticket: Ticket, error: unknown): void {
  attempt('recording a failed enqueue', () => {
    const info = describeError(error, redactorFor(ticket.description.tenant));
    const now = new RunClock().now();
    recordFor(
      ticket,
      [
        { event: 'workflow.run.enqueue_failed', error: info },
        { event: 'workflow.run.failed', duration_ms: 0, reason: 'enqueue failed', error: info },
        {
          event: 'workflow.run.completed',
          outcome: 'failed',
          duration_ms: 0,
          waiting_ms: 0,
          steps: 0,
          retries: 0,
          first_pass: false,
          error_category: info.category,
        },
      ],
      now,
    );
  });
}

function recordFor(ticket: Ticket, bodies: readonly EventBody[], atMs: number): void {
  const { runId, traceId, description } = ticket;
  const recorder = new Recorder(runId, description.workflow);
  const { spanId } = rootIdsOf(runId);
  const place = recorder.placeOfRun(undefined, remoteContext(traceId, spanId));
  for (const body of bodies) recorder.record(body, atMs, place);
}
