import { ERROR_CATEGORIES } from '@runlight/contract';

import type { LanePlan } from './lane-plan.ts';
import type { Act, End, StepAct } from './run-plan.ts';

/** The ordinary workflows with their steps. */
export const WORKFLOWS: Readonly<Record<string, readonly string[]>> = {
  invoice_extraction: ['read', 'extract_fields', 'validate', 'post'],
  payment_matching: ['load', 'match', 'book'],
  customer_onboarding: ['verify_identity', 'create_account', 'notify'],
  nightly_report: ['query', 'render', 'deliver'],
  order_fulfilment: ['reserve', 'pack', 'ship', 'notify'],
  document_translation: ['split', 'translate', 'merge'],
  fraud_screening: ['score', 'decide'],
  catalogue_sync: ['fetch', 'diff', 'apply'],
  support_triage: ['classify', 'route'],
  contract_review: ['read', 'compare', 'summarise', 'file'],
};
/** The environments with the versions that run there. */
export const ENVIRONMENTS: Readonly<Record<string, readonly string[]>> = {
  prod: ['1.4.0', '1.5.0'],
  staging: ['1.5.0'],
};
const TENANTS = ['acme', 'globex'] as const;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Adds runs of every kind to a lane, in about the shares that real workflows have. */
export class ArbitraryRuns {
  readonly #random: () => number;
  readonly #lane: LanePlan;
  #lastFailed: { key: string; nth: number } | undefined;

  constructor(random: () => number, lane: LanePlan) {
    this.#random = random;
    this.#lane = lane;
  }

  add(): void {
    const end = this.#end();
    const lane = this.#lane;
    // A run can only be repeated by its own process.
    const repeated =
      this.#lastFailed?.nth === lane.count - 1 && this.#chance(0.5) ? this.#lastFailed.key : undefined;
    const key = lane.pass(this.#between(100, 20 * SECOND)).add(this.#acts(), end, {
      version: this.#pick(ENVIRONMENTS[lane.environment] ?? []),
      tenant: this.#pick(TENANTS),
      ...(this.#chance(0.1) && { queuedForMs: this.#between(10, MINUTE) }),
      ...(repeated !== undefined && { rerunOf: repeated }),
    });
    this.#lastFailed = end.as === 'failed' ? { key, nth: lane.count - 1 } : undefined;
  }

  #acts(): Act[] {
    const acts: Act[] = [];
    for (const name of WORKFLOWS[this.#lane.workflow] ?? ['load', 'work', 'store']) {
      if (this.#chance(0.03)) acts.push({ do: 'skip', name });
      else if (this.#chance(0.1)) acts.push(...this.#perItem(name));
      else acts.push(...this.#attempts(name));
      if (this.#chance(0.04))
        acts.push({
          do: 'wait',
          kind: this.#pick(['timer', 'human'] as const),
          ms: this.#between(50, MINUTE),
        });
    }
    if (this.#chance(0.03))
      acts.push({ do: 'gate', name: 'release', ms: this.#between(10, MINUTE), outcome: 'approved' });
    if (this.#chance(0.02)) acts.push({ do: 'block', ms: this.#between(50, MINUTE) });
    return acts;
  }

  /** A step that fails at first, now and then, and is tried again. */
  #attempts(name: string, itemKey?: string): StepAct[] {
    const step = (): StepAct => ({
      do: 'step',
      name,
      ...(itemKey !== undefined && { itemKey }),
      ms: this.#between(5, 5 * SECOND),
      ...(this.#chance(0.4) && { tokens: Math.floor(this.#between(10, 5000)) }),
      ...(this.#chance(0.2) && { computeMs: this.#between(1, 10 * SECOND) }),
      ...(this.#chance(0.05) && { retrying: 1 }),
      ...(this.#chance(0.02) && { artifact: `/archive/${name}.json` }),
    });
    if (!this.#chance(0.07)) return [step()];
    return [{ ...step(), fails: this.#pick(ERROR_CATEGORIES) }, step()];
  }

  #perItem(name: string): StepAct[] {
    return ['a', 'b', 'c'].flatMap((item) => this.#attempts(name, `item-${item}`));
  }

  #end(): End {
    const roll = this.#random();
    if (roll < 0.84) return { as: 'succeeded' };
    if (roll < 0.88) return { as: 'incomplete' };
    if (roll < 0.91) return { as: 'cancelled' };
    if (roll < 0.925) return { as: 'timed_out' };
    return { as: 'failed', category: this.#pick(ERROR_CATEGORIES) };
  }

  /** Most are short: evenly spread over the orders of magnitude. */
  #between(low: number, high: number): number {
    return Math.round(low * (high / low) ** this.#random());
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new Error('Nothing to pick from');
    return value;
  }
}
