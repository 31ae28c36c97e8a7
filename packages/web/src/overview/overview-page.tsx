import { Button, Container, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { runlight, type Overview } from '../api.ts';
import { useThrottledChanges } from '../live/live.ts';
import { Empty, Problem } from '../parts/feedback.tsx';
import { useScope } from '../shell/scope.ts';
import { NeedsPerson } from './needs-person.tsx';
import { OutcomesPerHour } from './outcomes-per-hour.tsx';
import classes from './overview.module.css';
import { VitalSigns } from './vital-signs.tsx';
import { WorstWorkflows } from './worst-workflows.tsx';

const REFRESH_MS = 2000;

/** What needs a person now, and how it goes, in the environments that are looked at. */
export function OverviewPage() {
  const queries = useQueryClient();
  const { envs, query } = useScope();
  const overview = useQuery({
    queryKey: ['overview', query],
    queryFn: ({ signal }) => runlight.getOverview({ query, signal }),
  });
  useThrottledChanges(async (runIds) => {
    // What can be done about a run that needs somebody may be another thing now.
    const shown = overview.data?.needs_person.runs.filter(({ id }) => runIds?.has(id) ?? true) ?? [];
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['overview'] }),
      ...shown.map(({ id }) => queries.invalidateQueries({ queryKey: ['run', id] })),
    ]);
  }, REFRESH_MS);

  return (
    <Container size="xl" py="md">
      <Stack gap="md">
        <Group gap="xs" align="baseline">
          <Title order={1} size="h3">
            Overview
          </Title>
          <Text size="sm" c="dimmed">
            {envs.length === 0 ? 'all environments' : envs.join(', ')}
          </Text>
        </Group>
        {overview.data !== undefined ? (
          <Figures overview={overview.data} envs={envs} />
        ) : overview.error === null ? (
          <LoadingOverview />
        ) : (
          <Problem error={overview.error} retry={() => void overview.refetch()} />
        )}
      </Stack>
    </Container>
  );
}

function Figures({ overview, envs }: { readonly overview: Overview; readonly envs: readonly string[] }) {
  const { needs_person, last_24h, worst_workflows, running, waiting } = overview;
  const isEmpty = last_24h.ended + running + waiting + needs_person.total === 0;
  return (
    <>
      <NeedsPerson total={needs_person.total} runs={needs_person.runs} />
      <VitalSigns overview={overview} />
      {isEmpty ? (
        <NothingRan envs={envs} />
      ) : (
        <>
          <OutcomesPerHour />
          <WorstWorkflows workflows={worst_workflows} />
        </>
      )}
    </>
  );
}

function NothingRan({ envs }: { readonly envs: readonly string[] }) {
  if (envs.length === 0) {
    return (
      <Empty title="Nothing ran in the last 24 hours">
        <Text size="sm">Runs are counted here as soon as they end.</Text>
      </Empty>
    );
  }
  return (
    <Empty title={`Nothing ran in ${envs.join(', ')} in the last 24 hours`}>
      <Button
        variant="default"
        size="xs"
        renderRoot={(props) => <Link to="/" search={{ env: undefined }} {...props} />}
      >
        Look at all environments
      </Button>
    </Empty>
  );
}

/** The place of everything, before it is there. */
function LoadingOverview() {
  return (
    <Stack gap="md" role="status" aria-label="Loading the overview">
      <Skeleton height={170} />
      <div className={classes.signs}>
        {Array.from({ length: 4 }, (_, index) => (
          <Skeleton key={index} height={96} />
        ))}
      </div>
      <Skeleton height={250} />
    </Stack>
  );
}
