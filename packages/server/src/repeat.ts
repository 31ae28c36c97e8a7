export interface RepeatOptions {
  /** From the end of one turn to the beginning of the next; `Infinity`: only when it is woken. */
  readonly everyMs: number;
  /** The same after a turn that failed. Default: `everyMs`. */
  readonly retryMs?: number;
  /** Told of the first of several turns that fail one after the other. */
  readonly onTrouble: (error: unknown) => void;
}

/** Turns that are taken until they are stopped. */
export interface Repetition {
  /** The next turn begins at once, or as soon as the one that goes on is over. */
  readonly wake: () => void;
  /** Ends the turn that goes on by its signal, and resolves when it is over. */
  readonly stop: () => Promise<void>;
}

/** Takes turns, one after the other. A turn that fails is not the last one. */
export function repeat(
  turn: (signal: AbortSignal) => Promise<void>,
  { everyMs, retryMs = everyMs, onTrouble }: RepeatOptions,
): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  let wake = (): void => undefined;
  const taking = (async () => {
    let isTroubled = false;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      try {
        await turn(signal);
        isTroubled = false;
      } catch (error) {
        if (!isTroubled && !signal.aborted) onTrouble(error);
        isTroubled = true;
      }
      const pauseMs = isTroubled ? retryMs : everyMs;
      const timer = Number.isFinite(pauseMs) ? setTimeout(wake, pauseMs) : undefined;
      if (!signal.aborted) await woken;
      clearTimeout(timer);
    }
  })();
  return {
    wake: () => wake(),
    stop: async () => {
      stopping.abort();
      wake();
      await taking;
    },
  };
}
