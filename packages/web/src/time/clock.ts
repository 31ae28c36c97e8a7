import { useSyncExternalStore } from 'react';

/** How far the server's clock is ahead of this one, in milliseconds. */
let ahead = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** Learns the server's time from an answer that was just received. */
export function setServerTime(at: string): void {
  ahead = Date.parse(at) - Date.now();
  now = Date.now() + ahead;
}

/** The server's time now, in epoch milliseconds. */
function serverNow(): number {
  return Date.now() + ahead;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (document.hidden) return;
    now = serverNow();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, new every second while the tab is seen. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
