import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

import { runlight } from '../api.ts';
import { setServerTime } from '../time/clock.ts';
import { ChangeStream, type Change, type Connection } from './change-stream.ts';

/** The stream of this tab; the shell starts it. */
export const changes = new ChangeStream('/api/v1/stream', async () => {
  setServerTime((await runlight.getMe({ signal: AbortSignal.timeout(2500) })).now);
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
