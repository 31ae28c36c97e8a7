import { Group, Text } from '@mantine/core';
import { IconLayoutSidebarRight, IconPin } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table';

import type { RunItem } from '../api.ts';
import { CopyText, shortId } from '../parts/run-id.tsx';
import type { ReactNode } from 'react';

import { lookOf } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { formatDuration } from '../time/format-duration.ts';
import { Duration, Time } from '../time/time.tsx';
import classes from './run-table.module.css';
import { useListAddress } from './use-list-address.ts';

export const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });
const helper = createColumnHelper<typeof features, RunItem>();

/** Heading and width of every column, in their order. */
export const COLUMNS = {
  status: { label: 'Status', width: '108px' },
  run: { label: 'Run', width: '140px' },
  workflow: { label: 'Workflow', width: 'minmax(130px, 2fr)' },
  version: { label: 'Version', width: '76px' },
  env: { label: 'Env', width: '64px' },
  started: { label: 'Started', width: '76px' },
  duration: { label: 'Duration', width: '84px' },
  hitl: { label: 'HITL', width: '84px' },
  tags: { label: 'Tags', width: 'minmax(110px, 1.3fr)' },
  owner: { label: 'Owner', width: 'minmax(80px, 1fr)' },
  started_by: { label: 'Actor', width: 'minmax(80px, 1fr)' },
  ended: { label: 'Ended', width: '88px' },
  waiting: { label: 'Waited', width: '84px' },
  retries: { label: 'Retries', width: '72px' },
  error_code: { label: 'Error code', width: 'minmax(100px, 1fr)' },
  business_event: { label: 'Business event', width: 'minmax(120px, 1fr)' },
  tenant: { label: 'Tenant', width: 'minmax(80px, 1fr)' },
  trace: { label: 'Trace', width: '120px' },
  tokens: { label: 'Tokens', width: '80px' },
} as const;
export type ColumnId = keyof typeof COLUMNS;
export const COLUMN_IDS = Object.keys(COLUMNS) as ColumnId[]; // its own keys

export const DEFAULT_COLUMNS: readonly ColumnId[] = COLUMN_IDS.slice(0, COLUMN_IDS.indexOf('owner') + 1);

/** The columns that an address asks for; those that there aren't are left out. */
export function columnsOf(text: string | undefined): readonly ColumnId[] {
  if (text === undefined) return DEFAULT_COLUMNS;
  const asked = new Set(text.split(','));
  const shown = COLUMN_IDS.filter((id) => asked.has(id));
  return shown.length === 0 ? DEFAULT_COLUMNS : shown;
}

const cell = (id: ColumnId, render: (run: RunItem) => ReactNode) =>
  helper.display({ id, header: COLUMNS[id].label, cell: ({ row }) => render(row.original) });
const text = (id: ColumnId, of: (run: RunItem) => string | number | null) =>
  cell(id, (run) => (
    <Text size="sm" truncate title={String(of(run) ?? '')}>
      {of(run) ?? <None />}
    </Text>
  ));

/** Where there is nothing to say. */
function None() {
  return <span className={classes.none}>–</span>;
}

/** When a run that goes on began; undefined for one that ended. */
export function runningSince(run: RunItem): string | undefined {
  return lookOf(run.state).terminal ? undefined : (run.started_at ?? run.queued_at ?? undefined);
}

export const columns = helper.columns([
  cell('status', (run) => <Status state={run.state} />),
  cell('run', (run) => <RunLink run={run} />),
  cell('workflow', (run) => (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" fw={500} truncate title={run.workflow_name}>
        {run.workflow_name}
      </Text>
      {run.pinned && <IconPin size={12} aria-label="Pinned" role="img" />}
      {run.is_backfill && <span className={classes.mark}>backfill</span>}
      {run.resolved !== null && <span className={classes.mark}>resolved</span>}
    </Group>
  )),
  text('version', (run) => run.workflow_version),
  text('env', (run) => run.environment),
  cell('started', ({ started_at, queued_at }) => {
    const at = started_at ?? queued_at;
    return at === null ? <None /> : <Time at={at} />;
  }),
  cell('duration', (run) => <Duration ms={run.duration_ms} since={runningSince(run)} />),
  text('hitl', (run) => run.hitl),
  cell('tags', (run) => <Tags tags={run.tags} />),
  text('owner', (run) => run.owner),
  text('started_by', (run) => run.started_by),
  cell('ended', (run) => (run.completed_at === null ? <None /> : <Time at={run.completed_at} />)),
  text('waiting', (run) => (run.waiting_ms === 0 ? null : formatDuration(run.waiting_ms))),
  text('retries', (run) => run.retries),
  text('error_code', (run) => run.error_code),
  text('business_event', (run) => run.business_event_id),
  text('tenant', (run) => run.tenant_id),
  text('trace', (run) => run.trace_id.slice(0, 12)),
  text('tokens', (run) => run.tokens),
]);

/**
 * The run's link, its id to copy, and its quick view, over the business event that it was for; where it leads, the way back
 * has the list's filter.
 */
export function RunLink({ run }: { readonly run: RunItem }) {
  const list = useListAddress();
  return (
    <span className={classes.run}>
      <span className={classes.id}>
        <Link
          className={classes.open}
          to="/runs/$id"
          params={{ id: run.id }}
          search={{ list }}
          title={run.id}
        >
          {shortId(run.id)}
        </Link>
        <span className={classes.onRow}>
          <CopyText text={run.id} />
          <PeekButton runId={run.id} />
        </span>
      </span>
      {run.business_event_id !== null && (
        <span className={classes.event} title={`Business event ${run.business_event_id}`}>
          {run.business_event_id}
        </span>
      )}
    </span>
  );
}

function PeekButton({ runId }: { readonly runId: string }) {
  const navigate = useNavigate({ from: '/runs/' });
  return (
    <button
      type="button"
      className={classes.peek}
      aria-label={`Quick view of ${runId}`}
      title="Quick view (Space)"
      onClick={() => void navigate({ search: (before) => ({ ...before, peek: runId }), replace: true })}
    >
      <IconLayoutSidebarRight size={13} />
    </button>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return <None />;
  return (
    <Group gap={4} wrap="nowrap" title={tags.join(', ')}>
      {tags.slice(0, 2).map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
      {tags.length > 2 && <Text size="xs">+{tags.length - 2}</Text>}
    </Group>
  );
}
