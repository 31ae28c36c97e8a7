import type { ControlRequest } from '@runlight/contract';

import type { Run } from './run.ts';
import { state } from './shared-state.ts';

type GateRequest = Extract<ControlRequest, { kind: 'gate' }>;

/** Brings what is asked from outside to the run: a cancellation to its signal, a decision to its gate. */
export class RunControl {
  readonly #run: Run;
  readonly #open = new Map<string, (request: GateRequest) => void>();
  /** Decisions that were given while no process was there to take them, by gate. */
  readonly #early = new Map<string, GateRequest>();
  /** Gates that were opened here: a further decision on one of them is a repetition. */
  readonly #known = new Set<string>();
  #stop: (() => void) | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  start(): void {
    this.#stop = state.store?.watchControl(this.#run.id, (request) => this.#take(request));
  }

  stop(): void {
    this.#stop?.();
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
    this.#open.set(gate, onDecision);
    return () => {
      if (this.#open.get(gate) === onDecision) this.#open.delete(gate);
    };
  }

  #take(request: ControlRequest): void {
    if (request.kind === 'cancel') {
      this.#run.cancel(request);
      return;
    }
    const onDecision = this.#open.get(request.gate);
    if (onDecision !== undefined) {
      this.#open.delete(request.gate);
      onDecision(request);
    } else if (!this.#known.has(request.gate)) {
      this.#early.set(request.gate, request);
    }
  }
}
