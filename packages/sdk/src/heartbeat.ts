import { attempt } from './fail-open.ts';
import type { Run } from './run.ts';

const MAX_PERIOD_MS = 1000;

const due = new Map<Run, number>();
let timer: NodeJS.Timeout | undefined;
let period = MAX_PERIOD_MS;

/** Lets a run show that it is alive every `run.heartbeatMs`, until it ends. Does not keep the process alive. */
export function startHeartbeat(run: Run): void {
  if (!(run.heartbeatMs > 0)) return;
  due.set(run, performance.now() + run.heartbeatMs);
  // One timer for all runs of the process; its period bounds how late a beat can be.
  if (timer !== undefined && run.heartbeatMs >= period) return;
  clearInterval(timer);
  period = Math.min(MAX_PERIOD_MS, run.heartbeatMs);
  timer = setInterval(beat, period).unref();
}

export function stopHeartbeat(run: Run): void {
  due.delete(run);
  if (due.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

function beat(): void {
  const now = performance.now();
  for (const [run, at] of due) {
    if (at > now) continue;
    due.set(run, now + run.heartbeatMs);
    attempt('a heartbeat', () => run.heartbeat());
  }
}
