import type { Attributes, SpanContext } from '@opentelemetry/api';
import { diag, TraceFlags } from '@opentelemetry/api';
import {
  isSpanId,
  isTraceId,
  parseTimestamp,
  rootSpanAttributes,
  rootSpanIdOf,
  RunlightError,
  startedAt,
  tagsOf,
  traceIdFromRunId,
  traceOf,
  waitingMs,
  type RunState,
  type StoredRun,
} from '@runlight/contract';

import { RunClock } from './clock.ts';
import { heartbeatIntervalMs } from './configuration.ts';
import { detachedRun } from './detached-run.ts';
import { attempt, failOpen } from './fail-open.ts';
import { idOf, labelOf, timeOf } from './given-values.ts';
import { startHeartbeat } from './heartbeat.ts';
import { remoteContext } from './root-span.ts';
import { Run } from './run.ts';
import { loadRun } from './shared-state.ts';
import { execute } from './with-run.ts';

export interface JoinOptions {
  /** The workflow's name, where no run directory can tell it. */
  readonly workflow?: string | undefined;
  /** The step of the other process that this one works for. */
  readonly parentSpanId?: string | undefined;
  /** The run's trace id, where it does not follow from the run id. */
  readonly traceId?: string | undefined;
  /** For whom the run is, what it repeats and when it started, where no run directory can tell it. */
  readonly tenant?: string | undefined;
  readonly rerunOf?: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAtMs?: number | undefined;
}

/** Adds to a run that another process owns: steps are recorded, the run's end is not ours. */
export function joinRun<T>(runId: string, fn: (run: Run) => T, options: JoinOptions = {}): T {
  return execute(
    failOpen('joining a run', () => openGuest(runId, options), detachedRun),
    fn,
  );
}

/**
 * Takes a run over from a process that handed it off or is gone, and ends it with `fn`.
 *
 * The run's root span is made when it ends here, with its own ids and its original start; so of all processes that
 * had a part in it exactly one makes it. A run that is over already is left as it is: `fn` runs unrecorded.
 */
export function resumeRun<T>(runId: string, fn: (run: Run) => T, options: JoinOptions = {}): T {
  return execute(
    failOpen('resuming a run', () => openResumed(runId, options), detachedRun),
    fn,
  );
}

export function openGuest(givenId: string, options: JoinOptions): Run {
  const runId = readRunId(givenId);
  const stored = loadRun(runId);
  const run = openElsewhere(runId, options, stored, 'guest');
  if (stored !== undefined)
    attempt('reading the attempts of a run', () => run.attempts.replay(stored.events));
  return run;
}

function openResumed(givenId: string, options: JoinOptions): Run {
  const runId = readRunId(givenId);
  const stored = loadRun(runId);
  if (stored !== undefined && stored.state.end !== null && !stored.state.end.inferred) {
    diag.warn(`runlight: run ${runId} is over (${stored.state.end.outcome}) and can't be resumed`);
    return detachedRun();
  }
  const run = openElsewhere(runId, options, stored, 'owner');
  run.shared = true;
  if (stored !== undefined) {
    run.holds.carryOver(waitingMs(stored.state, run.clock.now()));
    attempt('reading the attempts of a run', () => run.attempts.replay(stored.events));
  }
  run.record({
    event: 'workflow.run.resumed',
    waited_ms: stored === undefined ? 0 : openWaitMs(stored.state, run.clock.now()),
    heartbeat_interval_ms: run.heartbeatMs > 0 ? run.heartbeatMs : undefined,
  });
  run.control.start();
  startHeartbeat(run);
  return run;
}

function openElsewhere(
  runId: string,
  options: JoinOptions,
  stored: StoredRun | undefined,
  role: 'owner' | 'guest',
): Run {
  const updatedAt = stored?.state.updated_at;
  const clock = RunClock.notBefore(updatedAt == null ? 0 : parseTimestamp(updatedAt));
  const descriptor = stored?.state.descriptor;
  const known = stored === undefined ? undefined : traceOf(stored.state);
  const givenTraceId = labelOf(options?.traceId) ?? '';
  const givenParentId = labelOf(options?.parentSpanId) ?? '';
  const traceId = isTraceId(givenTraceId) ? givenTraceId : (known?.traceId ?? traceIdFromRunId(runId));
  const rootSpanId = known?.traceId === traceId ? known.rootSpanId : rootSpanIdOf(traceId);
  const parentSpanId = isSpanId(givenParentId) ? givenParentId : rootSpanId;
  const started = stored === undefined ? null : startedAt(stored.state);
  const workflow = labelOf(options?.workflow) ?? labelOf(stored?.state.workflow_name) ?? 'workflow';
  const tenant = descriptor?.tenant_id ?? labelOf(options?.tenant);
  const rerunOf = descriptor?.rerun_of ?? labelOf(options?.rerunOf);
  return new Run({
    id: runId,
    traceId,
    rootSpanId,
    workflow,
    tenant,
    rerunOf,
    tags: stored === undefined ? [] : tagsOf(stored.state),
    span: undefined,
    context: remoteContext(traceId, parentSpanId),
    parentSpanId: parentSpanId === rootSpanId ? undefined : parentSpanId,
    role,
    startedAtMs: started === null ? (timeOf(options?.startedAtMs) ?? clock.now()) : parseTimestamp(started),
    queueWaitMs: descriptor?.queue_wait_ms ?? undefined,
    heartbeatMs: role === 'guest' ? 0 : heartbeatIntervalMs(),
    clock,
    resumed:
      stored === undefined
        ? {
            rootAttributes: rootSpanAttributes(runId, workflow, { tenant_id: tenant, rerun_of: rerunOf }),
            caller: undefined,
          }
        : resumedFrom(stored.state),
  });
}

function readRunId(given: unknown): string {
  const runId = idOf(given);
  if (runId === undefined) throw new RunlightError('invalid_run_id', 'There is no run without a run id');
  return runId;
}

/** How long the waits that the other process left open have lasted, beyond what the run has counted. */
function openWaitMs(known: RunState, now: number): number {
  return Math.max(0, Math.round((waitingMs(known, now) - known.waiting_ms) * 1000) / 1000);
}

/** What the root span of a resumed run says, from what the run said when it started. */
function resumedFrom(known: RunState): { rootAttributes: Attributes; caller: SpanContext | undefined } {
  const { descriptor } = known;
  const { caller_trace_id: traceId, caller_span_id: spanId } = descriptor;
  return {
    rootAttributes: rootSpanAttributes(known.run_id, known.workflow_name, {
      ...descriptor,
      tags: tagsOf(known),
    }),
    caller:
      traceId === null || spanId === null ? undefined : { traceId, spanId, traceFlags: TraceFlags.SAMPLED },
  };
}
