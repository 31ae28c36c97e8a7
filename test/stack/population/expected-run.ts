import {
  rootSpanIdOf,
  traceIdFromRunId,
  type ErrorCategory,
  type EventName,
  type RunOutcome,
  type RunStatus,
} from '@runlight/contract';

import type { Performed } from './perform-run.ts';
import type { Act, GateAct, HoldAct, RunPlan, StepAct } from './run-plan.ts';

/** What must be found of a run, by its plan alone. Times are in milliseconds, points in time since the epoch. */
export interface ExpectedRun {
  readonly key: string;
  readonly runId: string;
  readonly traceId: string;
  readonly rootSpanId: string;
  readonly workflow: string;
  readonly environment: string;
  readonly version: string;
  readonly tenant: string;
  readonly startedAt: number;
  /** The state that the run is in; of one that ended its outcome. */
  readonly status: RunStatus;
  readonly outcome?: RunOutcome;
  readonly category?: ErrorCategory;
  /** Undefined while the run goes on, and of a lost one: nobody knows. */
  readonly durationMs?: number;
  readonly endedAt?: number;
  readonly waitingMs: number;
  readonly retries: number;
  readonly firstPass: boolean;
  readonly rerunOf?: string;
  /** When the wait or block began that is still open. */
  readonly heldSince?: number;
  /** The executions of steps that ended, skipped ones included. */
  readonly steps: readonly ExpectedStep[];
  /** Every event that is stored, those that the Collector adds included. */
  readonly events: readonly ExpectedEvent[];
  /** A run that never got to any process has no trace; one that goes on has no root span yet. */
  readonly hasRootSpan: boolean;
  /**
   * It was called lost and was not, so that it has two root spans of one id: the Collector's and its own. A span can't be
   * taken back, and which of the two Tempo shows is Tempo's choice.
   */
  readonly wasCalledLost?: true;
}

export interface ExpectedStep {
  readonly name: string;
  readonly itemKey?: string;
  readonly attempt: number;
  readonly status: 'completed' | 'failed' | 'skipped';
  readonly category?: ErrorCategory;
  readonly durationMs: number;
  /** Counted as retries of the step: one if it is a further attempt after a failed one, and those inside it. */
  readonly retries: number;
  readonly tokens: number;
  readonly computeMs: number;
}

export interface ExpectedEvent {
  readonly event: EventName;
  /** Undefined where the clock was the real one. */
  readonly at: number | undefined;
  readonly step?: string;
  /** It was planned to have happened long before it was delivered. */
  readonly isLate?: true;
  /** The Collector said it. */
  readonly isInferred?: true;
}

/** Works out what a planned run must leave behind. */
export function expectRun(plan: RunPlan, { runId, startsAt }: Performed): ExpectedRun {
  return new Expectation(plan, runId, startsAt).run();
}

class Expectation {
  readonly #plan: RunPlan;
  readonly #runId: string;
  readonly #events: ExpectedEvent[] = [];
  readonly #steps: ExpectedStep[] = [];
  readonly #attempts = new Map<string, { count: number; failed: boolean }>();
  readonly #startedAt: number;
  #now: number;
  #waitingMs = 0;
  #retries = 0;

  constructor(plan: RunPlan, runId: string, startsAt: number) {
    this.#plan = plan;
    this.#runId = runId;
    this.#startedAt = startsAt + (plan.queuedForMs ?? 0);
    this.#now = startsAt;
  }

  run(): ExpectedRun {
    const { key, workflow, environment, version, tenant, rerunOf, queuedForMs, end, acts } = this.#plan;
    if (queuedForMs !== undefined || end.as === 'queued' || end.as === 'not_queued')
      this.#say('workflow.run.queued');
    this.#now = this.#startedAt;
    if (end.as !== 'queued' && end.as !== 'not_queued') {
      this.#say('workflow.run.running');
      for (const act of acts) this.#act(act);
    }
    const ending = this.#end();
    const traceId = traceIdFromRunId(this.#runId);
    return {
      key,
      workflow,
      environment,
      version,
      tenant,
      ...(rerunOf !== undefined && { rerunOf }),
      runId: this.#runId,
      traceId,
      rootSpanId: rootSpanIdOf(traceId),
      startedAt: this.#startedAt,
      waitingMs: this.#waitingMs,
      retries: this.#retries,
      firstPass: ending.outcome === 'succeeded' && this.#retries === 0 && rerunOf === undefined,
      steps: this.#steps,
      events: this.#events,
      hasRootSpan: ending.outcome !== undefined && end.as !== 'not_queued',
      ...ending,
    };
  }

  #end(): Pick<ExpectedRun, 'status' | 'outcome' | 'category' | 'durationMs' | 'endedAt' | 'heldSince'> {
    const { end } = this.#plan;
    switch (end.as) {
      case 'queued':
        return { status: 'queued' };
      case 'working':
        return { status: 'running' };
      case 'waiting':
      case 'blocked':
        this.#say(`workflow.run.${end.as}`);
        this.#events.push({ event: 'workflow.run.annotated', at: undefined });
        return { status: end.as, heldSince: this.#now };
      case 'not_queued':
        this.#say('workflow.run.enqueue_failed');
        return this.#ended('failed', end.category);
      case 'failed':
        return this.#ended('failed', end.category);
      case 'cancelled':
        this.#say('workflow.run.cancelling');
        return this.#ended('cancelled');
      case 'timed_out':
        this.#say('workflow.run.cancelling');
        return this.#ended('timed_out', 'transient');
      default:
        return this.#ended(end.as);
    }
  }

  #ended(outcome: Exclude<RunOutcome, 'lost'>, category?: ErrorCategory) {
    this.#say(`workflow.run.${outcome}`);
    this.#say('workflow.run.completed');
    const durationMs = this.#now - this.#startedAt;
    return {
      status: outcome,
      outcome,
      durationMs,
      endedAt: this.#now,
      ...(category !== undefined && { category }),
    };
  }

  #act(act: Act): void {
    switch (act.do) {
      case 'step':
        return this.#step(act);
      case 'gate':
        return this.#gate(act);
      case 'skip':
        this.#say('workflow.step.skipped', act.name);
        this.#steps.push({
          ...NOTHING_USED,
          ...this.#attempt(act.name),
          name: act.name,
          status: 'skipped',
          durationMs: 0,
        });
        return;
      default:
        return this.#hold(act);
    }
  }

  #step(act: StepAct): void {
    const { name, itemKey, fails, retrying = 0, tokens = 0, computeMs = 0 } = act;
    const began = this.#now;
    const { attempt, isRetry } = this.#begin(name, itemKey);
    this.#say('workflow.step.started', name);
    this.#now += act.ms;
    for (let nth = 0; nth < retrying; nth += 1) this.#say('workflow.step.retrying', name);
    if (act.artifact !== undefined) this.#say('workflow.artifact.recorded', name);
    for (const inner of act.inside ?? []) this.#act(inner);
    const status = fails === undefined ? 'completed' : 'failed';
    this.#say(`workflow.step.${status}`, name);
    this.#noteAttempt(name, itemKey, fails !== undefined);
    const retries = retrying + (isRetry ? 1 : 0);
    this.#retries += retries;
    this.#steps.push({
      name,
      ...(itemKey !== undefined && { itemKey }),
      attempt,
      status,
      ...(fails !== undefined && { category: fails }),
      durationMs: this.#now - began,
      retries,
      tokens,
      computeMs,
    });
  }

  #gate({ name, ms }: GateAct): void {
    const { attempt } = this.#begin(name, undefined);
    this.#say('workflow.step.started', name);
    this.#say('workflow.gate.requested', name);
    this.#say('workflow.run.waiting', name);
    this.#say('workflow.step.waiting', name);
    this.#now += ms;
    this.#waitingMs += ms;
    this.#say('workflow.gate.resolved', name);
    this.#say('workflow.run.resumed');
    this.#say('workflow.step.resumed', name);
    this.#say('workflow.step.completed', name);
    this.#noteAttempt(name, undefined, false);
    this.#steps.push({ ...NOTHING_USED, name, attempt, status: 'completed', durationMs: ms });
  }

  #hold({ do: held, ms }: HoldAct): void {
    this.#say(held === 'wait' ? 'workflow.run.waiting' : 'workflow.run.blocked');
    this.#now += ms;
    this.#waitingMs += ms;
    this.#say('workflow.run.resumed');
  }

  /** Of skipped steps, too, an attempt is counted. */
  #attempt(name: string): { attempt: number } {
    const { attempt } = this.#begin(name, undefined);
    this.#noteAttempt(name, undefined, false);
    return { attempt };
  }

  #begin(name: string, itemKey: string | undefined): { attempt: number; isRetry: boolean } {
    const before = this.#attempts.get(`${name}:${itemKey}`);
    return { attempt: (before?.count ?? 0) + 1, isRetry: before?.failed ?? false };
  }

  #noteAttempt(name: string, itemKey: string | undefined, failed: boolean): void {
    const label = `${name}:${itemKey}`;
    this.#attempts.set(label, { count: (this.#attempts.get(label)?.count ?? 0) + 1, failed });
  }

  #say(event: EventName, step?: string): void {
    const isLate = this.#plan.startsAt !== undefined;
    this.#events.push({
      event,
      at: this.#now,
      ...(step !== undefined && { step }),
      ...(isLate && { isLate }),
    });
  }
}

const NOTHING_USED = { retries: 0, tokens: 0, computeMs: 0 } as const;
