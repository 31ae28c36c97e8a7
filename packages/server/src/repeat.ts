export interface RepeatOptions {
  /** From the end of one turn to the beginning of the next. */
  readonly everyMs: number;
  /** The same after a turn that failed. Default: `everyMs`. */
  readonly retryMs?: number;
  /** Told of the first of several turns that fail one after the other. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Takes turns until the returned function is called, which ends the turn that goes on by its signal, and resolves when it
 * is over. A turn that fails is not the last one.
 */
export function repeat(
  turn: (signal: AbortSignal) => Promise<void>,
  { everyMs, retryMs = everyMs, onTrouble }: RepeatOptions,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const taking = (async () => {
    let isTroubled = false;
    while (!signal.aborted) {
      try {
        await turn(signal);
        isTroubled = false;
      } catch (error) {
        if (!isTroubled) onTrouble(error);
        isTroubled = true;
      }
      await pause(isTroubled ? retryMs : everyMs, signal);
    }
  })();
  return async () => {
    stopping.abort();
    await taking;
  };
}

/** Resolves after a time, or when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
