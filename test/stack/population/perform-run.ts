import { setTimeout as sleep } from 'node:timers/promises';

import type { ErrorCategory } from '@runlight/contract';
import { enqueueFailed, queueRun, withRun, type Run, type Step } from '@runlight/sdk';

import type { Act, GateAct, HoldAct, RunPlan, StepAct } from './run-plan.ts';
import { lengthOf } from './run-plan.ts';
import type { ScriptedClock } from './scripted-clock.ts';

/** What only the run itself can tell. */
export interface Performed {
  readonly key: string;
  readonly runId: string;
  readonly startsAt: number;
}

export type Tell = (performed: Performed) => void;

class PlannedError extends Error {
  override readonly name = 'PlannedError';
  readonly category: ErrorCategory;

  constructor(category: ErrorCategory) {
    super(`planned: ${category}`);
    this.category = category;
  }
}

/** Performs planned runs through the SDK, on the clock of the plan. */
export class Performer {
  readonly #clock: ScriptedClock;
  readonly #tell: Tell;
  readonly #finish: Promise<unknown>;
  readonly #runIds = new Map<string, string>();
  readonly #working: Promise<void>[] = [];

  /** Runs that work on end when `finish` resolves. */
  constructor(clock: ScriptedClock, tell: Tell, finish: Promise<unknown>) {
    this.#clock = clock;
    this.#tell = tell;
    this.#finish = finish;
  }

  /** Resolves when the run has ended, or is left as it is. */
  async perform(plan: RunPlan): Promise<void> {
    const startsAt = plan.startsAt ?? this.#clock.realNow() - lengthOf(plan.acts);
    this.#clock.standAt(startsAt);
    try {
      const left = Promise.withResolvers<void>();
      const ended = this.#start(plan, startsAt, left.resolve);
      if (plan.end.as === 'working') this.#working.push(ended);
      await Promise.race([ended, left.promise]);
    } finally {
      this.#clock.release();
    }
  }

  /** Resolves when the runs that work on have ended. */
  async finished(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #start(plan: RunPlan, startsAt: number, left: () => void): Promise<void> {
    const { workflow, version, tenant, environment, end } = plan;
    const description = { workflow, version, tenant, environment };
    const rerunOf = plan.rerunOf === undefined ? undefined : this.#runIds.get(plan.rerunOf);
    // The timer is a real one: it is reached as soon as the run waits for it.
    const timeoutMs = end.as === 'timed_out' ? 1 : undefined;
    const tell = (runId: string): void => {
      this.#runIds.set(plan.key, runId);
      this.#tell({ key: plan.key, runId, startsAt });
    };
    if (end.as === 'queued' || end.as === 'not_queued' || plan.queuedForMs !== undefined) {
      const ticket = queueRun({ ...description, queue: 'work' });
      tell(ticket.runId);
      this.#clock.pass(plan.queuedForMs ?? 0);
      if (end.as === 'not_queued') enqueueFailed(ticket, new PlannedError(end.category));
      if (end.as === 'queued' || end.as === 'not_queued') return;
      await this.#settle(withRun({ ticket, timeoutMs, rerunOf }, (run) => this.#work(run, plan, left)));
      return;
    }
    await this.#settle(
      withRun({ ...description, rerunOf, timeoutMs }, async (run) => {
        tell(run.id);
        await this.#work(run, plan, left);
      }),
    );
  }

  /** A planned failure is no trouble. */
  async #settle(run: Promise<void>): Promise<void> {
    await run.catch((error: unknown) => {
      const isPlanned =
        error instanceof Error && ['PlannedError', 'AbortError', 'TimeoutError'].includes(error.name);
      if (!isPlanned) throw error;
    });
  }

  async #work(run: Run, { acts, end }: RunPlan, left: () => void): Promise<void> {
    for (const act of acts) await this.#act(run, act);
    switch (end.as) {
      case 'succeeded':
      case 'queued': // never begun
      case 'not_queued':
        return;
      case 'incomplete':
        run.incomplete('some of it is missing');
        return;
      case 'failed':
        throw new PlannedError(end.category);
      case 'cancelled':
        run.cancel({ reason: 'no longer needed', actor: 'ops' });
        throw run.signal.reason;
      case 'timed_out':
        while (!run.signal.aborted) await sleep(1);
        throw run.signal.reason;
      case 'waiting':
        await run.wait({ kind: 'human', reason: 'needs a decision' }, () => this.#leave(run, left));
        return;
      case 'blocked':
        await run.block({ reason: 'the ledger is closed' }, () => this.#leave(run, left));
        return;
      case 'working':
        left();
        await this.#finish;
    }
  }

  /** The process ends while the run goes on. */
  #leave(run: Run, left: () => void): Promise<never> {
    this.#clock.standAt(this.#clock.realNow());
    run.annotate('still open');
    left();
    return forever();
  }

  async #act(run: Run, act: Act): Promise<void> {
    switch (act.do) {
      case 'step':
        return await this.#step(run, act);
      case 'gate':
        return await this.#gate(run, act);
      case 'skip':
        return run.skip(act.name, 'nothing to do');
      default:
        return this.#hold(run, act);
    }
  }

  async #step(run: Run, act: StepAct): Promise<void> {
    const options = { name: act.name, key: act.itemKey, type: 'tool' } as const;
    try {
      await run.withStep(options, async (step) => {
        this.#clock.pass(act.ms);
        this.#tellOf(step, act);
        for (const inner of act.inside ?? []) await this.#act(run, inner);
        if (act.fails !== undefined) throw new PlannedError(act.fails);
      });
    } catch (error) {
      if (!(error instanceof PlannedError)) throw error;
    }
  }

  #tellOf(step: Step, { tokens, computeMs, retrying = 0, artifact }: StepAct): void {
    for (let nth = 0; nth < retrying; nth += 1) step.retrying(new PlannedError('transient'));
    if (tokens !== undefined) step.usage({ tokens });
    if (computeMs !== undefined) step.usage({ computeMs });
    if (artifact !== undefined) step.artifact('result', { file: artifact });
  }

  async #gate(run: Run, { name, ms, outcome }: GateAct): Promise<void> {
    const decide = (): { outcome: GateAct['outcome']; actor: string } => {
      this.#clock.pass(ms);
      return { outcome, actor: 'policy' };
    };
    await run.gate(name, { kind: 'policy', decide });
  }

  #hold(run: Run, act: HoldAct): void {
    const pass = (): void => this.#clock.pass(act.ms);
    if (act.do === 'block') run.block({ reason: 'planned' }, pass);
    else run.wait({ kind: act.kind ?? 'timer', reason: 'planned' }, pass);
  }
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
