import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';

import { runlight, type RunItem, type RunList } from '../api.ts';
import { useThrottledChanges } from '../live/live.ts';
import { TELLS } from '../query-client.ts';
import { questionOf, type ListFilter, type Sort } from './list-search.ts';

const PAGE = 100;
const HEAD = 50;
const REFRESH_MS = 1000;

type Pages = InfiniteData<RunList, string | undefined>;

/**
 * The rows of a list, loaded page by page.
 *
 * Rows that are shown are patched where they are; rows that came since wait to be shown by `showNew`, after which
 * `onShown` is called.
 */
export function useRunList(filter: ListFilter, sort: Sort, onShown: () => void) {
  const queries = useQueryClient();
  const key = useMemo(() => ['runs', 'list', filter, sort], [filter, sort]);
  const question = { ...questionOf(filter), sort };
  const list = useInfiniteQuery<RunList, Error, Pages, readonly unknown[], string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      runlight.listRuns({ query: { ...question, limit: PAGE, next_token: pageParam }, signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next_token ?? undefined,
    // The change stream keeps it fresh; asking for all pages again would move rows.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const rows = useMemo(() => uniqueRuns(list.data), [list.data]);
  const [head, setHead] = useState<{ readonly key: unknown; readonly list: RunList }>();
  const latest = head?.key === key ? head.list : undefined;

  const known = useMemo(() => new Set(rows.map(({ id }) => id)), [rows]);
  const fresh = latest === undefined ? 0 : latest.runs.filter(({ id }) => !known.has(id)).length;

  const patch = (runs: readonly RunItem[]): void => {
    const byId = new Map(runs.map((run) => [run.id, run]));
    queries.setQueryData<Pages>(key, (data) => data && { ...data, pages: data.pages.map(patched(byId)) });
  };

  useThrottledChanges(async (changed) => {
    if (list.data === undefined) return;
    const newest = await runlight.listRuns({ query: { ...question, limit: HEAD } });
    if (known.size === 0) {
      // No row can move.
      queries.setQueryData<Pages>(key, { pages: [newest], pageParams: [undefined] });
      return;
    }
    setHead({ key, list: newest });
    patch(newest.runs);
    // Whether they still match or not: no row goes away while somebody looks at it.
    const ids = changed === null ? known : known.intersection(changed);
    const others = [...ids.difference(idsOf(newest.runs))];
    for (let from = 0; from < others.length; from += PAGE) {
      const query = { id: others.slice(from, from + PAGE), limit: PAGE };
      patch((await runlight.listRuns({ query })).runs);
    }
  }, REFRESH_MS);

  const { mutate: showNew } = useMutation({
    mutationFn: async () => {
      await queries.cancelQueries({ queryKey: key });
      const page = await runlight.listRuns({ query: { ...question, limit: PAGE } });
      queries.setQueryData<Pages>(key, { pages: [page], pageParams: [undefined] });
      setHead(undefined);
    },
    onSuccess: onShown,
    meta: TELLS,
  });

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const mayLoad = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  const loadMore = useCallback((): void => void (mayLoad && fetchNextPage()), [mayLoad, fetchNextPage]);

  // The server may look at many runs and find none: it says where it stopped, and that is no end.
  const isEmpty = rows.length === 0;
  useEffect(() => {
    if (isEmpty) loadMore();
  }, [isEmpty, loadMore]);

  return {
    rows,
    /** How many rows came since; `more` if there may be others. */
    fresh: { count: fresh, more: fresh === HEAD },
    total: (latest ?? list.data?.pages[0])?.total,
    /** Why there are no rows, or no more than these. */
    error: list.error,
    loading: list.isPending || (isEmpty && hasNextPage && list.error === null),
    hasMore: hasNextPage,
    /** Loads the next page, unless it is being loaded or could not be: then it is for the person to try again. */
    loadMore,
    retry: () => void (rows.length === 0 ? list.refetch() : fetchNextPage()),
    showNew: () => showNew(),
    patch,
  };
}

function idsOf(runs: readonly RunItem[]): Set<string> {
  return new Set(runs.map(({ id }) => id));
}

/** The rows of all pages; a row that moved from one page to another between two requests is there once. */
function uniqueRuns(data: Pages | undefined): RunItem[] {
  const byId = new Map<string, RunItem>();
  for (const page of data?.pages ?? []) {
    for (const run of page.runs) if (!byId.has(run.id)) byId.set(run.id, run);
  }
  return [...byId.values()];
}

function patched(byId: ReadonlyMap<string, RunItem>): (page: RunList) => RunList {
  return (page) => ({
    ...page,
    runs: page.runs.map((run) => {
      const newer = byId.get(run.id);
      return newer !== undefined && newer.version >= run.version ? newer : run;
    }),
  });
}
