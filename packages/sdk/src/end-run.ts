import { rootSpanAttributes, tagsOf, waitingMs, type ErrorInfo } from '@runlight/contract';

import { durationBetween } from './clock.ts';
import { attempt } from './fail-open.ts';
import { stopHeartbeat } from './heartbeat.ts';
import { materialiseRootSpan } from './materialise-root-span.ts';
import { endRootSpan, type RootSpanEnd } from './root-span.ts';
import type { Run } from './run.ts';
import { loadRun, wonEnd } from './shared-state.ts';

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
  if (known !== undefined) run.totals.takeOver(known);
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
      usage: run.totals.usage,
    },
    now,
  );
  // Exactly one process materialises the root span: the one whose end counted.
  if (!wonEnd(run.id)) return;
  const tags = known === undefined ? run.tags.list() : tagsOf(known);
  const spanEnd: RootSpanEnd = {
    outcome: ending.outcome,
    endedAtMs: now,
    durationMs: duration_ms,
    waitingMs: waiting_ms,
    error,
    tags: tags.length > 0 || run.identity.tags.length > 0 ? tags : undefined,
  };
  if (run.place.span !== undefined) endRootSpan(run.place.span, spanEnd);
  else materialise(run, spanEnd);
}

function materialise(run: Run, spanEnd: RootSpanEnd): void {
  const { id: runId, traceId, workflow, identity } = run;
  const attributes = identity.resumed?.rootAttributes ?? rootSpanAttributes(runId, workflow, {});
  materialiseRootSpan(
    { runId, traceId, spanId: identity.rootSpanId },
    { workflow, startedAtMs: identity.startedAtMs, attributes, caller: identity.resumed?.caller },
    spanEnd,
  );
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
        run.record({ event: 'workflow.run.failed', ...failure, reported: ending.reported || undefined }, now);
      }
    }
  }
}
