import { Button, Group, Progress, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ProblemError, runlight, type Selection } from '../api.ts';
import { Problem } from '../parts/feedback.tsx';
import { listed } from '../parts/listed.ts';
import { useSessionState } from '../parts/use-session-state.ts';
import { TELLS } from '../query-client.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { ExportMenu } from './list-menus.tsx';
import { BULK_WORDS, type BulkAction } from './bulk-words.ts';
import type { RowSelection } from './run-table.tsx';
import classes from './runs-page.module.css';

/** What is selected: rows one by one, or everything that matched at a moment. */
export interface Chosen {
  readonly rows: RowSelection;
  readonly all: Selection | null;
}

export const NOTHING: Chosen = { rows: {}, all: null };

interface BulkBarProps {
  readonly query: string;
  /** How many runs match, in words. */
  readonly matching: string;
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
}

/** What can be done to all that is selected, and how far the last of it is. */
export function BulkBar({ query, matching, chosen, onChosen }: BulkBarProps) {
  const [action, setAction] = useState<BulkAction>();
  const [jobId, setJobId] = useSessionState<string | null>('bulk-job', null);
  const ids = Object.keys(chosen.rows);
  const count = chosen.all?.matched ?? ids.length;
  const freeze = useMutation({
    mutationFn: () => runlight.createSelection({ body: { query } }),
    onSuccess: (all) => onChosen({ rows: {}, all }),
  });
  if (count === 0 && chosen.all === null && jobId === null) return null;
  return (
    <div className={classes.bulk} role="region" aria-label="Selection">
      {count === 0 && chosen.all === null ? null : (
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {chosen.all === null ? `${count} selected` : `All ${count} that matched`}
          </Text>
          {Object.entries(BULK_WORDS).map(([name, { verb }]) => (
            <Button
              key={name}
              size="compact-sm"
              variant="default"
              onClick={() => setAction(name as BulkAction)}
            >
              {verb}
            </Button>
          ))}
          {count <= MAX_EXPORTED && chosen.all === null && (
            <ExportMenu
              query={new URLSearchParams({ id: listed(ids) }).toString()}
              label={count === 1 ? 'The selected run' : `The ${count} selected runs`}
            />
          )}
          {chosen.all === null && (
            <Button
              size="compact-sm"
              variant="subtle"
              loading={freeze.isPending}
              onClick={() => freeze.mutate()}
            >
              Select all {matching} that match
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" onClick={() => onChosen(NOTHING)}>
            Clear
          </Button>
        </Group>
      )}
      {freeze.error !== null && <Problem error={freeze.error} />}
      {jobId !== null && <JobProgress jobId={jobId} onClose={() => setJobId(null)} />}
      {action !== undefined && (
        <BulkDialog
          action={action}
          count={count}
          target={chosen.all === null ? { run_ids: ids } : { selection_id: chosen.all.selection_id }}
          onClose={() => setAction(undefined)}
          onStarted={(job) => {
            setAction(undefined);
            setJobId(job.job_id);
            onChosen(NOTHING);
          }}
        />
      )}
    </div>
  );
}

/** As many ids as an address can have; the list's own export has no limit. */
const MAX_EXPORTED = 250;

const POLL_MS = 700;

function JobProgress({ jobId, onClose }: { readonly jobId: string; readonly onClose: () => void }) {
  const job = useQuery({
    queryKey: ['bulk', jobId],
    queryFn: () => runlight.getBulkJob({ path: { job: jobId } }),
    refetchInterval: ({ state: { data, error } }) =>
      data?.status === 'running' || (data === undefined && error === null) ? POLL_MS : false,
  });
  const stop = useMutation({
    mutationFn: () => runlight.cancelBulkJob({ path: { job: jobId } }),
    meta: TELLS,
    onSettled: () => job.refetch(),
  });
  if (job.error instanceof ProblemError && job.error.status === 404) return null;
  if (job.data === undefined) {
    return job.error === null ? null : <Problem error={job.error} retry={() => void job.refetch()} />;
  }
  const { action, status, total, succeeded, failed, errors } = job.data;
  const { done } = BULK_WORDS[action];
  return (
    <Group gap="sm" role="status">
      <Progress.Root w={160} size="md">
        <Progress.Section
          value={total === 0 ? 100 : (succeeded / total) * 100}
          color="var(--rl-good)"
          aria-label={`${succeeded} of ${total} ${done}`}
        />
        <Progress.Section
          value={total === 0 ? 0 : (failed / total) * 100}
          color="var(--rl-bad)"
          aria-label={`${failed} of ${total} failed`}
        />
      </Progress.Root>
      <Text size="sm">
        {succeeded} of {total} {done}
        {failed > 0 && `, ${failed} could not be`}
        {status === 'cancelled' && ', stopped'}
      </Text>
      {errors[0] !== undefined && (
        <Text size="xs" c="var(--rl-bad)">
          {errors[0].run_id}: {errors[0].detail}
        </Text>
      )}
      {status === 'running' ? (
        <Button size="compact-xs" variant="default" onClick={() => stop.mutate()}>
          Stop
        </Button>
      ) : (
        <Button size="compact-xs" variant="subtle" onClick={onClose}>
          Close
        </Button>
      )}
    </Group>
  );
}
