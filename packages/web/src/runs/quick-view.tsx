import { Button, CloseButton, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import type { RunDetail } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { CopyText } from '../parts/run-id.tsx';
import { runQuery } from '../run/run-queries.ts';
import { useChanges } from '../live/live.ts';
import { Status } from '../status/status.tsx';
import { formatDuration } from '../time/format-duration.ts';
import { Sentence } from '../time/sentence.tsx';
import { Duration, Time } from '../time/time.tsx';
import { runningSince } from './run-columns.tsx';
import classes from './quick-view.module.css';
import { useListAddress } from './use-list-address.ts';

/** A run beside the list: its last error, its last state, its ids. */
export function QuickView({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const run = useQuery(runQuery(id));
  const refetch = (): void => void run.refetch();
  useChanges((changes) => {
    if (changes.some(({ run_id }) => run_id === id)) refetch();
  }, refetch);
  return (
    <aside className={classes.panel} aria-label="Quick view">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h5">
          Quick view
        </Title>
        <CloseButton aria-label="Close the quick view" onClick={onClose} />
      </Group>
      {run.error !== null && <Problem error={run.error} retry={refetch} />}
      {run.isPending && <Loading rows={4} />}
      {run.data !== undefined && <Summary run={run.data} />}
    </aside>
  );
}

function Summary({ run }: { readonly run: RunDetail }) {
  const list = useListAddress();
  const last = run.states.at(-1);
  const since = runningSince(run);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Status state={run.state} tinted />
        <Text size="sm" c="dimmed">
          <Duration ms={run.duration_ms} since={since} />
          {run.waiting_ms > 0 && `, ${formatDuration(run.waiting_ms)} of it waiting`}
        </Text>
      </Group>
      <Text fw={600}>
        {run.workflow_name} {run.workflow_version}
      </Text>
      {run.why !== '' && (
        <Text size="sm">
          <Sentence text={run.why} />
        </Text>
      )}
      {run.failure !== null && (
        <div className={classes.error}>
          <Text size="xs" c="dimmed">
            Last error{run.failure.step !== null && ` · ${run.failure.step}`} · attempt {run.failure.attempts}
          </Text>
          <Text size="sm" ff="monospace" className={classes.message}>
            {run.failure.type}: {run.failure.message}
          </Text>
        </div>
      )}
      {last !== undefined && (
        <Text size="sm">
          Last state: {last.state.replaceAll('_', ' ')}
          {last.note !== null && ` (${last.note})`}, <Time at={last.from} />
        </Text>
      )}
      <dl className={classes.ids}>
        <Id name="Run" value={run.id} />
        <Id name="Trace" value={run.trace_id} />
        <Id name="Business event" value={run.business_event_id} />
        <Id name="Re-run of" value={run.rerun_of} />
      </dl>
      <Button
        renderRoot={(props) => <Link to="/runs/$id" params={{ id: run.id }} search={{ list }} {...props} />}
      >
        Open the run
      </Button>
    </Stack>
  );
}

function Id({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Text size="xs" ff="monospace" truncate>
          {value}
        </Text>
        <CopyText text={value} what={name.toLowerCase()} />
      </dd>
    </>
  );
}
