import { parseTimestamp, type RunStatus, type StatusFile } from '@runlight/contract';

export const SORTS = ['started', 'updated', 'duration', 'status', 'workflow'] as const;
export type Sort = (typeof SORTS)[number];

export interface RunSelection {
  readonly workflows: readonly string[];
  readonly statuses: readonly RunStatus[];
  /** A run must have all of them. */
  readonly tags: readonly string[];
  /** Epoch milliseconds. */
  readonly since: number | null;
  readonly sort: Sort;
  readonly reverse: boolean;
}

/** All runs, the latest first. */
export const EVERY_RUN: RunSelection = {
  workflows: [],
  statuses: [],
  tags: [],
  since: null,
  sort: 'started',
  reverse: false,
};

/** The runs that were asked for: the latest, the longest, or in the order of the alphabet. */
export function selectRuns(runs: readonly StatusFile[], selection: RunSelection): StatusFile[] {
  const { workflows, statuses, tags, since, sort, reverse } = selection;
  const selected = runs.filter(
    (run) =>
      (workflows.length === 0 || workflows.includes(run.workflow_name)) &&
      (statuses.length === 0 || statuses.includes(run.status)) &&
      tags.every((tag) => run.tags.includes(tag)) &&
      (since === null || (run.started_at !== null && parseTimestamp(run.started_at) >= since)),
  );
  const sign = reverse ? -1 : 1;
  return selected.sort((a, b) => sign * (compare(a, b, sort) || latestFirst(a, b)));
}

function compare(a: StatusFile, b: StatusFile, sort: Sort): number {
  switch (sort) {
    case 'started':
      return 0;
    case 'updated':
      return compareText(b.updated_at, a.updated_at);
    case 'duration':
      return b.duration_ms - a.duration_ms;
    case 'status':
      return compareText(a.status, b.status);
    case 'workflow':
      return compareText(a.workflow_name, b.workflow_name);
  }
}

function latestFirst(a: StatusFile, b: StatusFile): number {
  return (
    compareText(b.started_at ?? b.updated_at, a.started_at ?? a.updated_at) || compareText(b.run_id, a.run_id)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
