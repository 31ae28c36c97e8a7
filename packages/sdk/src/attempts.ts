import type { RunEvent } from '@runlight/contract';

/** The most steps, by name and key, whose attempts a run remembers; the one that ran longest ago is forgotten first. */
const MAX_REMEMBERED = 10_000;

interface Attempts {
  count: number;
  /** Whether the attempt that ended last failed, and no other has started since. */
  failed: boolean;
}

/** Counts the attempts of each step of a run, by name and key. */
export class AttemptCounter {
  readonly #attempts = new Map<string, Attempts>();
  #newest: string | undefined;

  /** Notes a new attempt: its number, and whether it repeats a failed one. */
  start(name: string, key: string | undefined): { attempt: number; retry: boolean } {
    const id = idOf(name, key);
    const known = this.#attempts.get(id);
    const attempt = (known?.count ?? 0) + 1;
    const retry = known?.failed ?? false;
    if (known !== undefined && this.#newest === id) {
      known.count = attempt;
      known.failed = false;
      return { attempt, retry };
    }
    if (known !== undefined) this.#attempts.delete(id); // inserted anew below: the map is in the order of use
    else if (this.#attempts.size >= MAX_REMEMBERED) this.#forgetOldest();
    this.#attempts.set(id, { count: attempt, failed: false });
    this.#newest = id;
    return { attempt, retry };
  }

  end(name: string, key: string | undefined, failed: boolean): void {
    const known = this.#attempts.get(idOf(name, key));
    if (known !== undefined) known.failed = failed;
  }

  /** Takes over what other processes did in the same run. */
  replay(events: Iterable<RunEvent>): void {
    for (const event of events) {
      if (event.event === 'workflow.step.started') this.start(event.step_name, event.step_key);
      else if (event.event === 'workflow.step.failed') this.end(event.step_name, event.step_key, true);
    }
  }

  #forgetOldest(): void {
    for (const oldest of this.#attempts.keys()) {
      this.#attempts.delete(oldest);
      return;
    }
  }
}

function idOf(name: string, key: string | undefined): string {
  return key === undefined ? name : `${name}\0${key}`;
}
