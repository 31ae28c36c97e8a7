import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { Lineage, RunItem } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { Status } from '../../status/status.tsx';
import { Time } from '../../time/time.tsx';
import { lineageQuery } from '../run-queries.ts';
import { RouteAnchor } from '../route-anchor.tsx';

const one = (run: RunItem | null): readonly RunItem[] => (run === null ? [] : [run]);

const KINDS: readonly { readonly title: string; readonly of: (lineage: Lineage) => readonly RunItem[] }[] = [
  { title: 'Re-run of', of: (lineage) => one(lineage.rerun_of) },
  { title: 'Re-runs', of: ({ reruns }) => reruns },
  { title: 'Parent', of: ({ parent }) => one(parent) },
  { title: 'Children', of: ({ children }) => children },
  { title: 'Other runs for the same business event', of: (lineage) => lineage.same_business_event },
];

/** The runs that this one came from, that came from it, or that were for the same thing. */
export function LineageTab({ runId }: { readonly runId: string }) {
  const { data, error } = useQuery(lineageQuery(runId));
  if (error !== null) return <Problem error={error} />;
  if (data === undefined) return <Loading rows={3} />;
  const kinds = KINDS.map(({ title, of }) => ({ title, runs: of(data) })).filter(
    ({ runs }) => runs.length > 0,
  );
  if (kinds.length === 0) {
    return (
      <Empty title="No other run belongs to this one">
        <p>Its re-runs, parent and children, and other runs for its business event would be here.</p>
      </Empty>
    );
  }
  return (
    <Stack gap="sm">
      {kinds.map(({ title, runs }) => (
        <section key={title} aria-label={title}>
          <Title order={3} size="sm">
            {title}
          </Title>
          {runs.map((run) => (
            <Group key={run.id} gap="sm">
              <Status state={run.state} />
              <RouteAnchor to="/runs/$id" params={{ id: run.id }}>
                {run.id}
              </RouteAnchor>
              <Text size="sm">
                {run.workflow_name} {run.workflow_version}
              </Text>
              <Text size="sm" c="dimmed">
                <Time at={run.updated_at} />
              </Text>
              <Text size="sm">{run.why}</Text>
            </Group>
          ))}
        </section>
      ))}
    </Stack>
  );
}
