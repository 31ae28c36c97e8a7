import { RunlightError, WAIT_KINDS, type GateOutcome, type WaitKind } from '@runlight/contract';

import { durationBetween } from './clock.ts';
import { atDeadline } from './deadline.ts';
import { delayOf, labelOf, oneOf } from './given-values.ts';
import type { Run } from './run.ts';
import { currentScope } from './scope.ts';
import type { Step } from './step.ts';
import { runStep } from './run-step.ts';

/** What a gate was decided, and by whom. */
export interface GateDecision {
  readonly approved: boolean;
  readonly outcome: GateOutcome;
  readonly actor: string | undefined;
  readonly note: string | undefined;
}

/** What a rule answers for a person. */
export interface RuleDecision {
  readonly outcome: 'approved' | 'rejected';
  /** Who decided: the event names it. */
  readonly actor: string;
  readonly note?: string | undefined;
}

export interface GateOptions {
  /** Who is asked. Default `human`. */
  readonly kind?: WaitKind | undefined;
  readonly reason?: string | undefined;
  /** How long to wait, in milliseconds; then the gate has timed out, which is not an approval. Default: for ever. */
  readonly timeoutMs?: number | undefined;
  /** Tells gates of one name apart. */
  readonly key?: string | undefined;
  /** A rule that decides without asking; undefined leaves it to whoever is asked. */
  readonly decide?: (() => RuleDecision | undefined | Promise<RuleDecision | undefined>) | undefined;
}

const NOTE_LIMIT = 1024;
const KEEP_ALIVE_MS = 60_000;

/**
 * A gate is a step that waits: for a decision through the run's control, for its rule, or for its time to be up.
 *
 * Rejects with `run.signal`'s reason when the run is aborted. In a run that is over only its rule can decide it: without
 * one it rejects with the code `run_ended`. A gate that is still open when its run ends is rejected.
 */
export async function decideGate(
  run: Run,
  name: string,
  given: GateOptions | undefined,
): Promise<GateDecision> {
  const options = given ?? {};
  if (run.ended) return await decideAlone(name, options);
  const parent = currentScope();
  const scope = { run, step: parent?.run === run ? parent.step : undefined };
  const step = { name, key: options.key, type: 'decision', opcode: 'GATE' } as const;
  return await runStep(scope, step, (gateStep) => hold(run, gateStep, options));
}

async function decideAlone(name: string, { decide }: GateOptions): Promise<GateDecision> {
  const decision = await askRule(decide);
  if (decision !== undefined) return decision;
  throw new RunlightError('run_ended', `Gate ${labelOf(name) ?? ''} can't be decided: its run is over`);
}

async function hold(run: Run, step: Step, options: GateOptions): Promise<GateDecision> {
  const gate = step.label; // what a decision from outside names
  const wait_kind = oneOf(WAIT_KINDS, options.kind) ?? 'human';
  const timeoutMs = delayOf(options.timeoutMs);
  const reason = options.reason === undefined ? undefined : run.redactor.text(options.reason, NOTE_LIMIT);
  const began = run.clock.now();
  step.record({ event: 'workflow.gate.requested', gate, wait_kind, reason, timeout_ms: timeoutMs }, began);
  const until = timeoutMs === undefined ? undefined : began + timeoutMs;
  const over = run.holds.begin({ status: 'waiting', kind: wait_kind, reason, until }, step);
  try {
    const decision = await ask(run, step, timeoutMs, options.decide);
    const now = run.clock.now();
    step.record(
      {
        event: 'workflow.gate.resolved',
        gate,
        wait_kind,
        gate_outcome: decision.outcome,
        actor: labelOf(decision.actor),
        note: decision.note === undefined ? undefined : run.redactor.text(decision.note, NOTE_LIMIT),
        waited_ms: durationBetween(began, now),
      },
      now,
    );
    return decision;
  } finally {
    over();
  }
}

/** Waits for the first of: the rule, a decision from outside, the end of the gate's time, the end of the run. */
function ask(
  run: Run,
  step: Step,
  timeoutMs: number | undefined,
  rule: GateOptions['decide'],
): Promise<GateDecision> {
  return new Promise((resolve, reject) => {
    // Somebody will answer: the process must not exit because nothing else is going on.
    const keepAlive = setInterval(() => undefined, KEEP_ALIVE_MS);
    const stops: (() => void)[] = [() => clearInterval(keepAlive)];
    let settled = false;
    const settle = (act: () => void): void => {
      settled = true;
      for (const stop of stops.splice(0)) stop();
      act();
    };
    const onAbort = (): void => settle(() => reject(run.signal.reason as unknown));
    if (run.signal.aborted) {
      onAbort();
      return;
    }
    run.signal.addEventListener('abort', onAbort, { once: true });
    stops.push(() => run.signal.removeEventListener('abort', onAbort));
    if (timeoutMs !== undefined) {
      const onTime = (): void => settle(() => resolve(decisionOf('timed_out', undefined, undefined)));
      stops.push(atDeadline(timeoutMs, onTime, true));
    }
    const stopListening = run.control.await(step.label, ({ outcome, actor, note }) =>
      settle(() => resolve(decisionOf(outcome, actor, note))),
    );
    if (settled) return;
    stops.push(stopListening);
    askRule(rule).then(
      (decision) => (decision === undefined ? undefined : settle(() => resolve(decision))),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

async function askRule(rule: GateOptions['decide']): Promise<GateDecision | undefined> {
  const answer = await rule?.();
  if (answer === undefined) return undefined;
  // Whatever else a rule may answer, it is no approval.
  return decisionOf(answer.outcome === 'approved' ? 'approved' : 'rejected', answer.actor, answer.note);
}

function decisionOf(outcome: GateOutcome, actor: string | undefined, note: string | undefined): GateDecision {
  return { approved: outcome === 'approved', outcome, actor, note };
}
