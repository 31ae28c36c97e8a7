import { setImmediate } from 'node:timers/promises';

import { stringify } from 'csv-stringify/sync';

import type { RunFilter } from '../api/parameters.ts';
import type { RunItem } from '../api/run-item.ts';
import type { Principal } from '../http/principal.ts';
import type { Parts } from '../parts.ts';
import { RunSearch, type RunPosition } from './find-runs.ts';
import { readRunItems } from './read-run-items.ts';
import type { Sort } from './run-order.ts';

export const EXPORT_TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const;
export type ExportFormat = keyof typeof EXPORT_TYPES;

/** Few enough that writing them keeps nobody waiting. */
const RUNS_AT_ONCE = 250;

/**
 * All runs that match, one a line, read as fast as the receiver takes them: however many there are, a page of them is in
 * memory. A search that can't be read throws before the first byte.
 */
export async function exportedRuns(
  parts: Parts,
  principal: Principal,
  options: { readonly filter: Partial<RunFilter>; readonly format: ExportFormat; readonly sort: Sort },
): Promise<ReadableStream<Uint8Array>> {
  const { format, sort } = options;
  const { store } = parts;
  const search = await RunSearch.open(store, principal, options.filter, parts.now());
  const encoder = new TextEncoder();
  let after: RunPosition | null = null;
  let isFirst = true;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await setImmediate(); // lets others have their turn between two pages
        const page = await search.page({ sort, after, limit: RUNS_AT_ONCE });
        const runs = await readRunItems(store.db, principal, page.ids, parts.now());
        const text = format === 'csv' ? toCsv(runs, isFirst) : toJsonLines(runs);
        controller.enqueue(encoder.encode(text));
        isFirst = false;
        after = page.next;
        if (after === null) controller.close();
      },
    },
    { highWaterMark: 1 },
  );
}

function toJsonLines(runs: readonly RunItem[]): string {
  return runs.map((run) => `${JSON.stringify(run)}\n`).join('');
}

const COLUMNS = [
  'id',
  'workflow_name',
  'workflow_version',
  'environment',
  'tenant_id',
  'status',
  'state',
  'outcome',
  'hitl',
  'queued_at',
  'started_at',
  'completed_at',
  'duration_ms',
  'waiting_ms',
  'retries',
  'actor',
  'started_by',
  'owner',
  'tags',
  'business_event_id',
  'trace_id',
  'rerun_of',
  'parent_run_id',
  'error_code',
  'error_category',
  'error_message',
  'failed_step',
  'why',
  'resolved_at',
  'resolved_by',
  'resolution',
  'tokens',
  'compute_ms',
] as const;

function toCsv(runs: readonly RunItem[], withHeader: boolean): string {
  const rows = runs.map((run) => ({
    ...run,
    tags: run.tags.join(' '),
    resolved_at: run.resolved?.at,
    resolved_by: run.resolved?.by,
    resolution: run.resolved?.reason,
  }));
  // A name that begins like a formula must not be one in whoever opens the file in a spreadsheet.
  return stringify(rows, { columns: COLUMNS, header: withHeader, escape_formulas: true });
}
