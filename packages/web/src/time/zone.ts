import { useSyncExternalStore } from 'react';

import type { Zone } from './format-time.ts';

const KEY = 'runlight.zone';
const listeners = new Set<() => void>();

function read(): Zone {
  return localStorage.getItem(KEY) === 'UTC' ? 'UTC' : 'local';
}

export function setZone(zone: Zone): void {
  localStorage.setItem(KEY, zone);
  for (const listener of listeners) listener();
}

/** The zone in which this browser's person wants to see times. */
export function useZone(): Zone {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, read);
}
