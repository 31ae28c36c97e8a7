import { Container, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { runlight } from '../api.ts';
import { useChanges } from '../live/live.ts';
import { Empty, Loading, Problem } from '../parts/feedback.tsx';
import { NeedsPerson } from './needs-person.tsx';
import { OutcomesPerHour } from './outcomes-per-hour.tsx';
import { VitalSigns } from './vital-signs.tsx';
import { WorstWorkflows } from './worst-workflows.tsx';

const REFRESH_MS = 2000;

/** What needs a person now, and how it goes. */
export function OverviewPage() {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => runlight.getOverview({ signal }),
  });
  const refresh = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ['overview'] });
    }, REFRESH_MS);
  };
  useChanges(refresh, refresh);

  if (overview.data === undefined) {
    return overview.error === null ? (
      <Loading label="Loading the overview" />
    ) : (
      <Problem error={overview.error} retry={() => void overview.refetch()} />
    );
  }
  const { needs_person, last_24h, worst_workflows, running, waiting } = overview.data;
  const isEmpty = last_24h.ended + running + waiting + needs_person.total === 0;
  return (
    <Container size="xl" py="md">
      <Stack gap="lg">
        <Title order={1} size="h3">
          Overview
        </Title>
        <NeedsPerson total={needs_person.total} runs={needs_person.runs} />
        <VitalSigns overview={overview.data} />
        {isEmpty ? (
          <Empty title="Nothing ran in the last 24 hours">
            <Text size="sm">Runs are counted here as soon as they end.</Text>
          </Empty>
        ) : (
          <>
            <OutcomesPerHour />
            <WorstWorkflows workflows={worst_workflows} />
          </>
        )}
      </Stack>
    </Container>
  );
}
