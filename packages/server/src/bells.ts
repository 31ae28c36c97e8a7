/**
 * Wakes those who wait for something, by its key. A ring is heard in this process alone; what another server did is heard
 * by whoever looks into the store for it.
 */
export class Bells {
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  ring(key: string): void {
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }

  /** What somebody waits for now. */
  keys(): string[] {
    return [...this.#waiting.keys()];
  }

  /** Nobody waits any longer, now or later. */
  close(): void {
    this.#closed = true;
    for (const key of this.keys()) this.ring(key);
  }

  /**
   * Looks, and looks again whenever one of the keys rings, until it finds something or the time is up; a ring during a
   * look is not missed. Nothing is looked for once the signal aborts: whoever would get it is gone.
   */
  async until<T>(
    keys: readonly string[],
    options: { readonly waitMs: number; readonly signal?: AbortSignal | undefined },
    look: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { waitMs, signal } = options;
    const deadline = performance.now() + waitMs;
    const isGone = (): boolean => signal?.aborted === true;
    while (!isGone()) {
      using listening = this.#listen(keys);
      const found = await look();
      const leftMs = deadline - performance.now();
      if (found !== undefined || leftMs <= 0 || this.#closed) return found;
      await listening.rung(leftMs, signal);
    }
    return undefined;
  }

  #listen(keys: readonly string[]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    for (const key of keys) {
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting.add(wake));
    }
    const stop = (): void => {
      for (const key of keys) {
        const waiting = this.#waiting.get(key);
        waiting?.delete(wake);
        if (waiting?.size === 0) this.#waiting.delete(key);
      }
    };
    const rung = async (timeoutMs: number, signal: AbortSignal | undefined): Promise<void> => {
      if (signal?.aborted === true) return; // during the look: it is not told again
      const timer = setTimeout(wake, timeoutMs);
      signal?.addEventListener('abort', wake, { once: true });
      await promise;
      signal?.removeEventListener('abort', wake);
      clearTimeout(timer);
    };
    return { rung, [Symbol.dispose]: stop };
  }
}

/** What those wait for who ask a server and do not want to ask again and again. */
export class ServerBells {
  /** By run: it changed. */
  readonly changes = new Bells();
  /** By run: something is asked of it. */
  readonly control = new Bells();
  /** By request: a process took it. */
  readonly taken = new Bells();
  /** By workflow: there is work for it. */
  readonly work = new Bells();

  close(): void {
    for (const bells of [this.changes, this.control, this.taken, this.work]) bells.close();
  }
}
