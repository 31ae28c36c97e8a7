export interface Throttle {
  /** Some runs changed; null is that everything may have. */
  readonly tell: (runIds: readonly string[] | null) => void;
  /** Nothing is done any more. */
  readonly stop: () => void;
}

/**
 * Calls `act` with what changed: `everyMs` after the first change, never while it is still at work, and once more for what
 * changed meanwhile. If it fails, what it was told is left to the next change.
 */
export function throttle(
  act: (runIds: ReadonlySet<string> | null) => Promise<void>,
  everyMs: number,
): Throttle {
  let waiting: Set<string> | null = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  const work = async (): Promise<void> => {
    const runIds = waiting;
    waiting = new Set();
    try {
      await act(runIds);
    } catch {
      // The stream says by itself that the server is gone, and everything is asked for again when it is back.
    }
    timer = undefined;
    if (waiting?.size !== 0) wait();
  };
  const wait = (): void => {
    if (!isStopped) timer ??= setTimeout(() => void work(), everyMs);
  };
  return {
    tell(runIds) {
      if (runIds === null) waiting = null;
      for (const runId of runIds ?? []) waiting?.add(runId);
      wait();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
