import { stepLabel, type RunState, type StepState } from '@runlight/contract';

import { MAX_BEHIND } from './documents.ts';

/** The steps of a run of which files may be missing because its process was killed: files of more can't be. */
export class RecentSteps {
  /** The latest attempts of the steps that ended last. */
  readonly #ended = new Map<string, StepState>();

  add(ended: StepState): void {
    const label = stepLabel(ended);
    this.#ended.delete(label); // to the end of the line
    this.#ended.set(label, ended);
    if (this.#ended.size <= MAX_BEHIND) return;
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Those and the open ones. */
  in(state: RunState): StepState[] {
    return [...this.#ended.values(), ...Object.values(state.open_steps)];
  }
}
