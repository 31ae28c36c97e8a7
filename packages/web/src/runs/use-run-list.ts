import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';

import { runlight, type RunItem, type RunList } from '../api.ts';
import { useChanges } from '../live/live.ts';
import { questionOf, type ListFilter, type Sort } from './list-search.ts';

const PAGE = 100;
const HEAD = 50;
/** How many changed rows beyond the first page are asked for one by one. */
const SINGLES = 20;
const REFRESH_MS = 1000;

type Pages = InfiniteData<RunList>;

/**
 * The rows of a list, loaded page by page.
 *
 * Rows that are shown are patched where they are; rows that came since wait to be shown by `showNew`.
 */
export function useRunList(filter: ListFilter, sort: Sort) {
  const queries = useQueryClient();
  const key = useMemo(() => ['runs', 'list', filter, sort], [filter, sort]);
  const question = { ...questionOf(filter), sort };
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      runlight.listRuns({ query: { ...question, limit: PAGE, next_token: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
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

  const refresh = useThrottled(async (changed: ReadonlySet<string>) => {
    if (list.data === undefined) return;
    const page = await runlight.listRuns({ query: { ...question, limit: HEAD } });
    setHead({ key, list: page });
    patch(page.runs);
    const inHead = new Set(page.runs.map(({ id }) => id));
    const singles = [...changed].filter((id) => known.has(id) && !inHead.has(id)).slice(0, SINGLES);
    patch(await Promise.all(singles.map((id) => runlight.getRun({ path: { id } }))));
  });
  useChanges(
    (changes) => refresh(changes.map(({ run_id }) => run_id)),
    () => refresh(rows.slice(0, SINGLES + HEAD).map(({ id }) => id)),
  );

  const showNew = async (): Promise<void> => {
    const page = await runlight.listRuns({ query: { ...question, limit: PAGE } });
    queries.setQueryData<Pages>(key, { pages: [page], pageParams: [undefined] });
    setHead(undefined);
  };

  return {
    rows,
    /** How many rows came since; `more` if there may be others. */
    fresh: { count: fresh, more: fresh === HEAD },
    total: (latest ?? list.data?.pages[0])?.total,
    error: list.error,
    loading: list.isPending,
    hasMore: list.hasNextPage,
    loadMore: () => void (list.isFetchingNextPage || !list.hasNextPage || list.fetchNextPage()),
    retry: () => void list.refetch(),
    showNew,
    patch,
  };
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

/** Collects ids and hands them on at most once a second; a failure leaves the rows as they are. */
function useThrottled(act: (ids: ReadonlySet<string>) => Promise<void>): (ids: readonly string[]) => void {
  const current = useRef(act);
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    current.current = act;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (ids) => {
    for (const id of ids) waiting.current.add(id);
    timer.current ??= setTimeout(() => {
      const taken = waiting.current;
      waiting.current = new Set();
      timer.current = undefined;
      // The stream says by itself that the server is gone, and everything is asked for again when it is back.
      current.current(taken).catch(() => undefined);
    }, REFRESH_MS);
  };
}
