import type { ControlRequest } from '@runlight/contract';

import { attempt } from './fail-open.ts';
import type { Run } from './run.ts';
import { state } from './shared-state.ts';

type GateRequest = Extract<ControlRequest, { kind: 'gate' }>;

/** Brings what is asked from outside to the run: a cancellation to its signal, a decision to its gate. */
export class RunControl {
  readonly #run: Run;
  /** Those who wait for a decision, by gate; of several at one gate the first is decided first. */
  readonly #open = new Map<string, ((decision: GateRequest) => void)[]>();
  /** Decisions that were given while nobody had asked for them yet, by gate. */
  readonly #early = new Map<string, GateRequest>();
  /** Gates that were opened here: a further decision on one of them is a repetition. */
  readonly #known = new Set<string>();
  #stop: (() => void) | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  start(): void {
    attempt('watching what is asked of a run', () => {
      this.#stop = state.store?.watchControl(this.#run.id, (request) => this.#take(request));
    });
  }

  /** The run is over: nobody will decide its gates any more, and what was not approved is rejected. */
  stop(): void {
    attempt('leaving what is asked of a run', () => this.#stop?.());
    const note = 'The run ended before the gate was decided';
    for (const [gate, waiting] of this.#open) {
      for (const onDecision of waiting) onDecision({ kind: 'gate', gate, outcome: 'rejected', note });
    }
  }

  /** Tells the gate's decision, once; the returned function stops waiting for it. */
  await(gate: string, onDecision: (request: GateRequest) => void): () => void {
    this.#known.add(gate);
    const early = this.#early.get(gate);
    if (early !== undefined) {
      this.#early.delete(gate);
      onDecision(early);
      return () => undefined;
    }
    const waiting = this.#open.get(gate) ?? [];
    this.#open.set(gate, waiting);
    waiting.push(onDecision);
    return () => {
      const at = waiting.indexOf(onDecision);
      if (at >= 0) waiting.splice(at, 1);
      if (waiting.length === 0) this.#open.delete(gate);
    };
  }

  #take(request: ControlRequest): void {
    if (request.kind === 'cancel') {
      this.#run.cancel(request);
      return;
    }
    const [first] = this.#open.get(request.gate) ?? [];
    if (first !== undefined) first(request);
    else if (!this.#known.has(request.gate) && !this.#early.has(request.gate))
      this.#early.set(request.gate, request);
  }
}
