import { useSyncExternalStore } from 'react';

import type { Zone } from './format-time.ts';

const KEY = 'runlight.zone';
const listeners = new Set<() => void>();
let zone = read();

function read(): Zone {
  return localStorage.getItem(KEY) === 'UTC' ? 'UTC' : 'local';
}

function show(next: Zone): void {
  zone = next;
  for (const listener of listeners) listener();
}

export function setZone(next: Zone): void {
  localStorage.setItem(KEY, next);
  show(next);
}

// Another tab chose.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) show(read());
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The zone in which this browser's person wants to see times. */
export function useZone(): Zone {
  return useSyncExternalStore(subscribe, () => zone);
}
