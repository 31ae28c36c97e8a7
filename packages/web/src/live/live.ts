import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

import { addressOf, get, type Me } from '../api.ts';
import { setServerTime } from '../time/clock.ts';
import { ChangeStream, type Change, type Connection } from './change-stream.ts';

/** The stream of this tab; the shell starts it. */
export const changes = new ChangeStream(addressOf('/stream'), async () => {
  setServerTime((await get<Me>('/me', {}, AbortSignal.timeout(4000))).now);
});

/** How the page stands with the server. */
export function useConnection(): Connection {
  return useSyncExternalStore(changes.watch, changes.connection);
}

/** Calls `changed` with the runs that changed, and `reset` when everything may have. */
export function useChanges(changed: (changes: readonly Change[]) => void, reset: () => void): void {
  const onChanged = useEffectEvent(changed);
  const onReset = useEffectEvent(reset);
  useEffect(() => changes.subscribe({ changed: onChanged, reset: onReset }), []);
}
