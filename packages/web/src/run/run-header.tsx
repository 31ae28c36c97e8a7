import { ActionIcon, Badge, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { RunDetail } from '../api.ts';
import { CopyText, shortId } from '../parts/run-id.tsx';
import { parseListSearch } from '../runs/list-search.ts';
import { lookOf } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { formatDuration } from '../time/format-duration.ts';
import { Duration, Time } from '../time/time.tsx';
import type { Neighbours } from './neighbours.ts';
import classes from './run.module.css';
import { RouteAnchor } from './route-anchor.tsx';
import { usageText } from './step-facts.ts';

interface Props {
  readonly run: RunDetail;
  readonly list: string | undefined;
  readonly neighbours: Neighbours;
  /** What can be done to the run. */
  readonly children: ReactNode;
}

/** Which run it is, how it stands, and the way to the ones beside it. */
export function RunHeader({ run, list, neighbours, children }: Props) {
  return (
    <div className={classes.section} data-run-header>
      <div className={classes.crumbs}>
        <RouteAnchor
          size="sm"
          to="/runs"
          search={parseListSearch(Object.fromEntries(new URLSearchParams(list)))}
        >
          ‹ Runs{list === undefined || list === '' ? '' : ' (filter)'}
        </RouteAnchor>
        <Neighbour label="Previous run ([)" id={neighbours.previous} list={list}>
          <IconChevronUp size={16} />
        </Neighbour>
        <Neighbour label="Next run (])" id={neighbours.next} list={list}>
          <IconChevronDown size={16} />
        </Neighbour>
        <span>
          <h1 className={classes.id} style={{ display: 'inline', marginInlineEnd: 6 }}>
            {run.id}
          </h1>
          <CopyText text={run.id} what="run id" />
        </span>
        <Text size="sm" c="dimmed">
          {run.workflow_name}{' '}
          {run.workflow_version !== null && (
            <RouteAnchor
              size="sm"
              underline="always"
              to="/compare"
              search={{ workflow: run.workflow_name, b: run.workflow_version }}
              title="Compare with the version before"
            >
              {run.workflow_version}
            </RouteAnchor>
          )}
          {[run.environment, run.tenant_id, run.owner]
            .filter((part) => part !== null)
            .map((part) => ` · ${part}`)}
        </Text>
        <span>
          <Text span size="sm" c="dimmed" mr={6}>
            trace …{run.trace_id.slice(-6)}
          </Text>
          <CopyText text={run.trace_id} what="trace id" />
        </span>
        {run.rerun_of !== null && (
          <RouteAnchor size="sm" to="/runs/$id" params={{ id: run.rerun_of }} title={run.rerun_of}>
            re-run of {shortId(run.rerun_of)}
          </RouteAnchor>
        )}
        {run.is_backfill && (
          <Badge variant="outline" color="gray" tt="none" fw={500} c="dimmed">
            backfill
          </Badge>
        )}
        {run.tags.map((tag) => (
          <Badge key={tag} variant="default" tt="none" fw={500}>
            {tag}
          </Badge>
        ))}
      </div>
      <div className={classes.head}>
        <div className={classes.facts}>
          <Status state={run.state} tinted />
          <Facts run={run} />
          {run.pinned && <Text size="sm">pinned</Text>}
          {run.resolved !== null && (
            <Text size="sm" data-resolved>
              Resolved by {run.resolved.by} <Time at={run.resolved.at} />
              {run.resolved.reason === null ? '' : `: ${run.resolved.reason}`}
            </Text>
          )}
        </div>
        <div className={classes.actions}>{children}</div>
      </div>
    </div>
  );
}

function Facts({ run }: { readonly run: RunDetail }) {
  const { terminal } = lookOf(run.state);
  const start = run.started_at ?? run.queued_at;
  const usage = usageText(run);
  const undecided = terminal ? 'it ended before the decision that it asked for' : 'a decision is asked for';
  return (
    <Text size="sm" component="span">
      {run.completed_at !== null && <Time at={run.completed_at} />}
      {run.completed_at !== null && ' · '}
      {terminal ? 'took ' : 'for '}
      <Duration ms={run.duration_ms} since={terminal ? undefined : (start ?? undefined)} />
      {run.waiting_ms > 0 && `, ${formatDuration(run.waiting_ms)} of it waiting`}
      {run.retries > 0 && ` · ${run.retries} ${run.retries === 1 ? 'retry' : 'retries'}`}
      {usage !== '' && ` · ${usage}`}
      {run.hitl !== null && ` · ${run.hitl === 'requested' ? undecided : run.hitl}`}
      {run.started_by !== null && ` · by ${run.started_by}`}
      {run.executor !== null && ` · on ${executorText(run.executor)}`}
      {!terminal && run.progress.heartbeat_at !== null && (
        <>
          {' · last sign of life '}
          <Time at={run.progress.heartbeat_at} />
        </>
      )}
    </Text>
  );
}

/** Where a person finds the process: the pod or the host, and which process there. */
function executorText({ service, host, pod, pid }: NonNullable<RunDetail['executor']>): string {
  const place = pod ?? host ?? service ?? 'an unnamed host';
  return pid === null ? place : `${place}, pid ${pid}`;
}

interface NeighbourProps {
  readonly label: string;
  readonly id: string | undefined;
  readonly list: string | undefined;
  readonly children: ReactNode;
}

function Neighbour({ label, id, list, children }: NeighbourProps) {
  const navigate = useNavigate();
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size="sm"
        aria-label={label}
        disabled={id === undefined}
        onClick={() => {
          if (id !== undefined) void navigate({ to: '/runs/$id', params: { id }, search: { list } });
        }}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
