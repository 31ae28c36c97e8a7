/** Node's timers can't wait longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls `onTime` once after `delayMs`, however long that is; the returned function calls it off. */
export function atDeadline(delayMs: number, onTime: () => void, keepAlive: boolean): () => void {
  const deadline = performance.now() + delayMs;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = deadline - performance.now();
    timer = setTimeout(
      () => (performance.now() < deadline - 1 ? arm() : onTime()),
      Math.min(Math.max(left, 0), MAX_TIMER_MS),
    );
    if (!keepAlive) timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}
