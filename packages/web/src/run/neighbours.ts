import { useQuery } from '@tanstack/react-query';

import { runlight } from '../api.ts';
import { filterOf, parseListSearch, questionOf } from '../runs/list-search.ts';

/** As many runs as a page of the list can have. */
const LOOKED_THROUGH = 500;

export interface Neighbours {
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** The runs before and after a run in the list that it was opened from; `list` is that list's address after the `?`. */
export function useNeighbours(id: string, list: string | undefined): Neighbours {
  const search = parseListSearch(Object.fromEntries(new URLSearchParams(list)));
  const query = { ...questionOf(filterOf(search)), sort: search.sort, limit: LOOKED_THROUGH };
  const { data } = useQuery({
    queryKey: ['neighbours', query],
    queryFn: ({ signal }) => runlight.listRuns({ query, signal }),
  });
  const ids = data?.runs.map((run) => run.id) ?? [];
  const at = ids.indexOf(id);
  return at === -1 ? { previous: undefined, next: ids[0] } : { previous: ids[at - 1], next: ids[at + 1] };
}
