const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Where versions 4 and 3 of the `signal-exit` package keep the number of their listeners per signal. */
const SIGNAL_EXIT_V4 = Symbol.for('signal-exit emitter');
const SIGNAL_EXIT_V3 = '__signal_exit_emitter__';

export interface ExitHooks {
  /** Sends what is there; takes a bounded time. */
  readonly flush: () => Promise<void>;
  /** Tells whether something came in since the last flush. */
  readonly hasNews: () => boolean;
}

/**
 * Flushes when the process is about to end: when nothing is left to do, and on SIGTERM and SIGINT. Returns the undoing.
 *
 * Exit codes stay what they would be without: after the flush the signal is raised again and ends the process. An
 * application that handles the signal itself keeps it to itself; then it is only flushed. A second signal does not wait
 * for the flush of the first. Uncaught exceptions and `process.exit` end the process at once, as ever.
 */
export function flushAtExit({ flush, hasNews }: ExitHooks): () => void {
  const atIdle = (): void => {
    if (hasNews()) void flush(); // keeps the process alive while it lasts; then `beforeExit` comes again
  };
  let isFlushing = false;
  const atSignal = (signal: NodeJS.Signals): void => {
    const isOurs = !hasOtherHandlers(signal);
    if (isFlushing) {
      if (isOurs) raiseAgain(signal);
      return;
    }
    isFlushing = true;
    void flush().finally(() => {
      isFlushing = false;
      if (isOurs) raiseAgain(signal);
    });
  };
  const raiseAgain = (signal: NodeJS.Signals): void => {
    undo();
    process.kill(process.pid, signal);
  };
  const undo = (): void => {
    process.off('beforeExit', atIdle);
    for (const signal of SIGNALS) process.off(signal, atSignal);
  };

  process.on('beforeExit', atIdle);
  // First in line, so as to see the handlers that are there for this signal, also those for one time.
  for (const signal of SIGNALS) process.prependListener(signal, atSignal);
  return undo;
}

/**
 * `signal-exit` (terminal libraries use it to restore the cursor) listens only to clean up: it ends the process by itself
 * when it sees no listeners but its own, which it does once ours is gone.
 */
function hasOtherHandlers(signal: NodeJS.Signals): boolean {
  return (
    process.listenerCount(signal) -
      1 -
      countOf(globalThis, SIGNAL_EXIT_V4) -
      countOf(process, SIGNAL_EXIT_V3) >
    0
  );
}

function countOf(owner: object, key: PropertyKey): number {
  const emitter: unknown = Reflect.get(owner, key);
  if (typeof emitter !== 'object' || emitter === null || !('count' in emitter)) return 0;
  return typeof emitter.count === 'number' ? emitter.count : 0;
}
