import { useQuery } from '@tanstack/react-query';

import { runlight } from '../api.ts';
import { filterOf, parseListSearch, questionOf } from '../runs/list-search.ts';

export interface Neighbours {
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** The runs before and after a run in the list that it was opened from; `list` is that list's address after the `?`. */
export function useNeighbours(id: string, list: string | undefined): Neighbours {
  const search = parseListSearch(Object.fromEntries(new URLSearchParams(list)));
  const query = { ...questionOf(filterOf(search)), sort: search.sort };
  const { data } = useQuery({
    queryKey: ['neighbours', id, query],
    queryFn: ({ signal }) => runlight.getNeighbours({ path: { id }, query, signal }),
  });
  return { previous: data?.previous ?? undefined, next: data?.next ?? undefined };
}
