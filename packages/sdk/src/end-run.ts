import type { Span } from '@opentelemetry/api';
import {
  ATTR,
  epochMsToHrTime,
  eventToAttributes,
  rootSpanIdOf,
  timestampToHrTime,
  waitingMs,
  type ErrorInfo,
  type RunEvent,
  type RunState,
} from '@runlight/contract';

import { durationBetween } from './clock.ts';
import { attempt, failOpen } from './fail-open.ts';
import { stopHeartbeat } from './heartbeat.ts';
import { withPinnedIds } from './new-ids.ts';
import { endRootSpan, type RootSpanEnd } from './root-span.ts';
import type { Run } from './run.ts';
import { loadRun, state } from './shared-state.ts';

type Ending =
  | { readonly outcome: 'succeeded' }
  | { readonly outcome: 'incomplete'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: unknown; readonly reported: boolean }
  | { readonly outcome: 'cancelled'; readonly reason: string | undefined; readonly actor: string | undefined }
  | { readonly outcome: 'timed_out'; readonly error: unknown };

/** The run's function returned: the run ends as it declared, or succeeded, or goes on elsewhere. */
export function runReturned(run: Run): void {
  const declared = run.declaredEnd;
  if (declared === undefined) finish(run, { outcome: 'succeeded' });
  else if (declared.outcome === 'incomplete') finish(run, declared);
  else finish(run, { ...declared, reported: true });
}

/** The run's function threw: the run failed, unless that answers its own cancellation or time-out. */
export function runThrew(run: Run, error: unknown): void {
  if (!run.isOwnAbort(error)) finish(run, { outcome: 'failed', error, reported: false });
  else if (run.timedOut) finish(run, { outcome: 'timed_out', error: run.signal.reason as unknown });
  else finish(run, { outcome: 'cancelled', reason: run.abort.reason, actor: run.abort.actor });
}

/** Nobody will end the run any more. */
export function runAbandoned(run: Run, reason: string): void {
  finish(run, { outcome: 'cancelled', reason, actor: undefined });
}

function finish(run: Run, ending: Ending): void {
  if (run.ended) return;
  // The steps inside end before those around them.
  for (const step of [...run.openSteps].toReversed()) {
    attempt('ending a step', () => step.cancel('the run ended before the step did'));
  }
  if (run.identity.role === 'owner' && !run.handedOff) attempt('ending a run', () => end(run, ending));
  run.ended = true;
  stopHeartbeat(run);
  run.abort.stop();
  run.control.stop();
}

function end(run: Run, ending: Ending): void {
  const now = run.clock.now();
  const known = run.shared ? loadRun(run.id)?.state : undefined;
  if (known !== undefined) takeOverTotals(run, known);
  const duration_ms = durationBetween(run.identity.startedAtMs, now);
  const waiting_ms = Math.max(run.holds.totalMs(now), known === undefined ? 0 : waitingMs(known, now));
  const error = 'error' in ending ? run.describe(ending.error) : undefined;
  const common = {
    duration_ms,
    waiting_ms,
    outputs: run.capturedOutputs,
    effectiveness: run.measuredEffectiveness,
  };
  recordEnd(run, ending, error, common, now);
  run.record(
    {
      event: 'workflow.run.completed',
      outcome: ending.outcome,
      duration_ms,
      waiting_ms,
      queue_wait_ms: run.identity.queueWaitMs,
      steps: run.totals.steps,
      retries: run.totals.retries,
      first_pass:
        ending.outcome === 'succeeded' && run.totals.retries === 0 && run.identity.rerunOf === undefined,
      error_category: error?.category,
      usage: Object.keys(run.totals.usage).length > 0 ? run.totals.usage : undefined,
    },
    now,
  );
  // Exactly one process materialises the root span: the one whose end counted.
  if (!failOpen('claiming the end of a run', () => state.store?.wonEnd(run.id) ?? true, () => true)) return;
  const spanEnd = { outcome: ending.outcome, endedAtMs: now, durationMs: duration_ms, waitingMs: waiting_ms, error };
  if (run.place.span !== undefined) endRootSpan(run.place.span, spanEnd);
  else materialiseRootSpan(run, spanEnd);
}

function recordEnd(
  run: Run,
  ending: Ending,
  error: ErrorInfo | undefined,
  common: { duration_ms: number; waiting_ms: number },
  now: number,
): void {
  switch (ending.outcome) {
    case 'succeeded':
      run.record({ event: 'workflow.run.succeeded', ...common }, now);
      return;
    case 'incomplete':
      run.record({ event: 'workflow.run.incomplete', ...common, reason: ending.reason }, now);
      return;
    case 'cancelled':
      run.record(
        { event: 'workflow.run.cancelled', ...common, reason: ending.reason, actor: ending.actor },
        now,
      );
      return;
    case 'failed':
    case 'timed_out': {
      if (error === undefined) return; // both endings carry an error
      const step = run.failures.stepOf(ending.error);
      const failure = {
        ...common,
        error,
        failed_step: step?.name,
        failed_step_key: step?.key,
        failed_span_id: step?.spanId,
        failed_attempt: step?.attempt,
      };
      if (ending.outcome === 'timed_out') {
        run.record({ event: 'workflow.run.timed_out', ...failure, timeout_ms: run.abort.timeoutMs }, now);
      } else {
        run.record(
          { event: 'workflow.run.failed', ...failure, reported: ending.reported || undefined },
          now,
        );
      }
    }
  }
}

/** What child processes added to the run is only known to the store. */
function takeOverTotals(run: Run, known: RunState): void {
  run.totals.steps = known.steps.started;
  run.totals.retries = known.retries;
  Object.assign(run.totals.usage, known.usage);
}

/** Makes the root span of a run that other processes began: pinned ids, original start, all of its events. */
function materialiseRootSpan(run: Run, end: RootSpanEnd): void {
  const { rootAttributes, caller } = run.identity.resumed ?? {};
  const span = withPinnedIds(run.traceId, rootSpanIdOf(run.traceId), () =>
    run.tracer.startSpan(run.workflow, {
      root: true,
      startTime: epochMsToHrTime(run.identity.startedAtMs),
      attributes: rootAttributes ?? { [ATTR.WORKFLOW_NAME]: run.workflow, [ATTR.RUN_ID]: run.id },
      links: caller === undefined ? [] : [{ context: caller }],
    }),
  );
  // With another id generator the span would be a trace of its own, with nothing in it.
  if (span.spanContext().traceId !== run.traceId) return;
  attempt('adding the events of a run to its root span', () => {
    for (const event of loadRun(run.id)?.events ?? []) addRunEvent(span, event);
  });
  endRootSpan(span, end);
}

function addRunEvent(span: Span, event: RunEvent): void {
  if ('step_seq' in event) return;
  span.addEvent(event.event, eventToAttributes(event), timestampToHrTime(event.timestamp));
}
