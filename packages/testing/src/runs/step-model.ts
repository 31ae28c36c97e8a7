import { addExactly } from '@runlight/contract';

import type { ScriptedProcess, ScriptedStep } from './run-script.ts';

export const ERROR = { type: 'TypeError', message: 'x is not a function', category: 'bug' } as const;

const STEP_MOVES = [
  'endStep',
  'retryStep',
  'holdStep',
  'gate',
  'decideGate',
  'runner',
  'artifact',
  'rollback',
] as const;
/** What can happen to a step that runs. */
export type StepMove = (typeof STEP_MOVES)[number];

export function isStepMove(move: string): move is StepMove {
  return STEP_MOVES.some((stepMove) => stepMove === move);
}

interface OpenStep {
  readonly step: ScriptedStep;
  gate: boolean;
}

/** The steps of a run model: emits their events and knows what they come to. */
export class StepModel {
  readonly counts = { started: 0, completed: 0, failed: 0, skipped: 0, cancelled: 0 };
  retries = 0;
  tokens = 0;
  #open: OpenStep[] = [];

  /** The span ids of the steps that run, in the order in which they started. */
  get active(): string[] {
    return this.#open.map(({ step }) => step.spanId);
  }

  start(process: ScriptedProcess, pick: number): void {
    const retry = pick % 5 === 0;
    const step = process.step(`step-${pick % 3}`, {
      type: 'tool',
      attempt: retry ? 2 : 1,
      ...(pick % 2 === 0 && { key: `item-${pick % 4}` }),
    });
    step.emit({ event: 'workflow.step.started', details: { round: pick }, ...(retry && { retry }) });
    this.#open.push({ step, gate: false });
    this.counts.started += 1;
    if (retry) this.retries += 1;
  }

  skip(process: ScriptedProcess, pick: number): void {
    process.step(`skipped-${pick % 3}`).emit({ event: 'workflow.step.skipped', reason: 'nothing to do' });
    this.counts.skipped += 1;
  }

  /** The processes of the steps are gone: what is open stays open for good. */
  abandonAll(): void {
    this.#open = [];
  }

  /** Something happens to one of the steps that run, if there are any. */
  move(kind: StepMove, pick: number): void {
    const open = this.#open[pick % Math.max(1, this.#open.length)];
    if (open === undefined) return;
    const { step } = open;
    switch (kind) {
      case 'endStep':
        this.#end(open, pick);
        return;
      case 'retryStep':
        step.emit({ event: 'workflow.step.retrying', error: ERROR, delay_ms: 12.5 });
        this.retries += 1;
        return;
      case 'gate':
        step.emit({ event: 'workflow.gate.requested', gate: step.name, wait_kind: 'human' });
        open.gate = true;
        return;
      case 'decideGate':
        if (open.gate) this.#decide(open);
        return;
      case 'holdStep':
        emitHold(step, pick);
        return;
      case 'runner':
        emitRunner(step, pick);
        return;
      case 'artifact': {
        const path = `artifacts/${pick % 3}`;
        const kept = { role: 'report', path, media_type: 'text/plain', required: false };
        step.emit({ event: 'workflow.artifact.recorded', ...kept });
        return;
      }
      case 'rollback':
        step.emit({ event: 'workflow.rollback.completed', target: 'before' });
    }
  }

  #decide(open: OpenStep): void {
    const { step } = open;
    const gate = { gate: step.name, wait_kind: 'human', gate_outcome: 'approved', waited_ms: 9 } as const;
    step.emit({ event: 'workflow.gate.resolved', ...gate });
    this.#end(open, 0);
  }

  #end(open: OpenStep, pick: number): void {
    const { step } = open;
    const usage = { tokens: (pick % 1000) / 7, compute_ms: 0.1 };
    const end = { duration_ms: step.elapsedMs, usage };
    this.tokens = addExactly(this.tokens, usage.tokens);
    if (pick % 3 === 0) {
      step.emit({ event: 'workflow.step.completed', ...end, details: { done: true } });
      this.counts.completed += 1;
    } else if (pick % 3 === 1) {
      step.emit({ event: 'workflow.step.failed', ...end, error: ERROR });
      this.counts.failed += 1;
    } else {
      step.emit({ event: 'workflow.step.cancelled', ...end });
      this.counts.cancelled += 1;
    }
    this.#open = this.#open.filter((other) => other !== open);
  }
}

function emitHold(step: ScriptedStep, pick: number): void {
  if (pick % 3 === 0) step.emit({ event: 'workflow.step.blocked', needs: 'a key' });
  else step.emit({ event: 'workflow.step.waiting', wait_kind: 'timer', reason: 'backoff' });
  if (pick % 2 === 0) step.emit({ event: 'workflow.step.resumed', waited_ms: 3.3 });
}

function emitRunner(step: ScriptedStep, pick: number): void {
  const runner = { runner: pick % 5 === 0 ? 'codex' : 'claude' };
  step.emit({ event: 'workflow.runner.started', ...runner, runner_family: 'claude_cli', pid: 4711 });
  if (pick % 2 !== 0) return;
  const end = { duration_ms: 8, exit_code: pick % 3, termination: 'completed' } as const;
  step.emit({ event: 'workflow.runner.completed', ...runner, ...end });
}
