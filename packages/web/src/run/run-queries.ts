import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';

import { runlight } from '../api.ts';
import { useChanges } from '../live/live.ts';
import { waterfallModel } from './waterfall/waterfall-model.ts';

const MOST_STEPS = 10_000;
const PAGE = 200;
const LOG_PAGE = 500;
const MOST_DECISIONS = 500;
const DECISIONS = ['workflow.gate.requested', 'workflow.gate.resolved', 'workflow.run.reminded'].join(',');

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'detail'],
    queryFn: ({ signal }) => runlight.getRun({ path: { id }, signal }),
  });

export const waterfallQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'waterfall'],
    queryFn: ({ signal }) => runlight.getWaterfall({ path: { id }, signal }),
    select: waterfallModel,
  });

/** All steps at once, without their payloads. */
export const allStepsQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'all steps'],
    queryFn: ({ signal }) =>
      runlight.listSteps({ path: { id }, query: { limit: MOST_STEPS, payloads: 'false' }, signal }),
  });

/** The steps page by page, without their payloads. */
export const stepsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['run', id, 'steps'],
    queryFn: ({ pageParam, signal }) =>
      runlight.listSteps({
        path: { id },
        query: { limit: PAGE, payloads: 'false', next_token: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_token }) => next_token ?? undefined,
  });

export const stepQuery = (id: string, step: string) =>
  queryOptions({
    queryKey: ['run', id, 'step', step],
    queryFn: ({ signal }) => runlight.getStep({ path: { id, step }, signal }),
  });

export const spansQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'spans'],
    queryFn: ({ signal }) => runlight.listSpans({ path: { id }, signal }),
  });

export const artifactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'artifacts'],
    queryFn: ({ signal }) => runlight.listArtifacts({ path: { id }, signal }),
  });

export const lineageQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'lineage'],
    queryFn: ({ signal }) => runlight.getLineage({ path: { id }, signal }),
  });

export const eventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['run', id, 'events'],
    queryFn: ({ pageParam, signal }) =>
      runlight.listEvents({ path: { id }, query: { limit: PAGE, next_token: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_token }) => next_token ?? undefined,
  });

/** What people were asked, reminded of and decided. */
export const decisionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'decisions'],
    queryFn: ({ signal }) =>
      runlight.listEvents({ path: { id }, query: { limit: MOST_DECISIONS, name: DECISIONS }, signal }),
  });

export const logsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['run', id, 'logs'],
    queryFn: ({ pageParam, signal }) =>
      runlight.listLogs({ path: { id }, query: { limit: LOG_PAGE, next_token: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_token }) => next_token ?? undefined,
  });

/** What one step logged, the first lines of it. */
export const stepLogsQuery = (id: string, spanId: string) =>
  queryOptions({
    queryKey: ['run', id, 'logs', spanId],
    queryFn: ({ signal }) =>
      runlight.listLogs({ path: { id }, query: { limit: LOG_PAGE, span_id: spanId }, signal }),
  });

/** Asks again for what is shown of a run whenever the run changes; an answer under way is not thrown away. */
export function useRunUpdates(id: string): void {
  const queries = useQueryClient();
  const refresh = (): void =>
    void queries.invalidateQueries({ queryKey: ['run', id] }, { cancelRefetch: false });
  useChanges((changes) => {
    if (changes.some(({ run_id }) => run_id === id)) refresh();
  }, refresh);
}
