import { addExactly, type RunState, type Usage } from '@runlight/contract';

/** Amounts by name; without a prototype, because an author may call a counter `constructor`. */
export function noUsage(): Usage {
  return Object.create(null) as Usage; // nothing in it yet
}

export function addUsage(total: Usage, name: string, amount: number): void {
  total[name] = addExactly(total[name] ?? 0, amount);
}

/** What a run's roll-up counts. */
export class RunTotals {
  /** Attempts started. */
  steps = 0;
  retries = 0;
  readonly #usage = noUsage();

  stepStarted(retry: boolean): void {
    this.steps += 1;
    if (retry) this.retries += 1;
  }

  retried(): void {
    this.retries += 1;
  }

  use(usage: Usage): void {
    for (const [name, amount] of Object.entries(usage)) addUsage(this.#usage, name, amount);
  }

  /** Undefined where nothing was used. */
  get usage(): Usage | undefined {
    return Object.keys(this.#usage).length > 0 ? this.#usage : undefined;
  }

  /** Takes over what is known of the whole run: other processes had a part in it. */
  takeOver(known: RunState): void {
    this.steps = known.steps.started;
    this.retries = known.retries;
    Object.assign(this.#usage, known.usage);
  }
}
