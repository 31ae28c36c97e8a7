import { getRouteApi } from '@tanstack/react-router';

import { queryOf } from './list-search.ts';

const route = getRouteApi('/runs/');

/** All that shapes the list, as a run's page is told it: for the way back, and for the runs before and after. */
export function useListAddress(): string {
  return route.useSearch({ select: queryOf });
}
