import { queryOptions, useQuery } from '@tanstack/react-query';

import { runlight } from '../api.ts';
import { setServerTime } from '../time/clock.ts';

/** Who looks at the page. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await runlight.getMe();
    setServerTime(me.now);
    return me;
  },
  staleTime: 300_000,
});

const RANK = { ingest: -1, worker: -1, viewer: 0, operator: 1, admin: 2 } as const;

/** Whether the person may do what needs a role; what they may not do is not offered. */
export function useMay(role: 'operator' | 'admin'): boolean {
  const { data } = useQuery(meQuery);
  return data !== undefined && RANK[data.role] >= RANK[role];
}
