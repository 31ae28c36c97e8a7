import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

import { ProblemError, runlight } from '../api.ts';
import { queryClient } from '../query-client.ts';
import { setServerTime } from '../time/clock.ts';
import { ChangeStream, type Change, type Connection } from './change-stream.ts';
import { throttle } from './throttle.ts';

/** The stream of this tab; the shell starts it. */
export const changes = new ChangeStream('/api/v1/stream', async () => {
  try {
    setServerTime((await runlight.getMe({ signal: AbortSignal.timeout(2500) })).now);
  } catch (error) {
    // A session that ended: the shell asks again who looks, and lets them sign in.
    if (error instanceof ProblemError && error.status === 401) {
      void queryClient.invalidateQueries({ queryKey: ['me'] });
    }
    throw error;
  }
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

/** Calls `act` when runs changed, as `throttle` says. */
export function useThrottledChanges(
  act: (runIds: ReadonlySet<string> | null) => void | Promise<void>,
  everyMs: number,
): void {
  const onTime = useEffectEvent(async (runIds: ReadonlySet<string> | null) => act(runIds));
  useEffect(() => {
    const { tell, stop } = throttle((runIds) => onTime(runIds), everyMs);
    const unsubscribe = changes.subscribe({
      changed: (changed) => tell(changed.map(({ run_id }) => run_id)),
      reset: () => tell(null),
    });
    return () => {
      unsubscribe();
      stop();
    };
  }, [everyMs]);
}
