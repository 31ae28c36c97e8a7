import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { Lineage, RunItem } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { Status } from '../../status/status.tsx';
import { Sentence } from '../../time/sentence.tsx';
import { Time } from '../../time/time.tsx';
import { lineageQuery } from '../run-queries.ts';
import { RouteAnchor } from '../route-anchor.tsx';

const one = (run: RunItem | null): readonly RunItem[] => (run === null ? [] : [run]);

interface Kind {
  readonly title: string;
  readonly of: (lineage: Lineage) => readonly RunItem[];
}

const KIN: readonly Kind[] = [
  { title: 'Re-run of', of: (lineage) => one(lineage.rerun_of) },
  { title: 'Re-runs', of: ({ reruns }) => reruns },
  { title: 'Parent', of: ({ parent }) => one(parent) },
  { title: 'Children', of: ({ children }) => children },
];

/** Every kind that has runs, each run in one of them alone. */
function kindsOf(lineage: Lineage) {
  const sameEvent = new Set(lineage.same_business_event.map(({ id }) => id));
  const kin = KIN.map(({ title, of }) => ({
    title,
    rows: of(lineage).map((run) => ({ run, isForSameEvent: sameEvent.has(run.id) })),
  }));
  const known = new Set(kin.flatMap(({ rows }) => rows.map(({ run }) => run.id)));
  const others = lineage.same_business_event
    .filter(({ id }) => !known.has(id))
    .map((run) => ({ run, isForSameEvent: false }));
  return [...kin, { title: 'Other runs for the same business event', rows: others }].filter(
    ({ rows }) => rows.length > 0,
  );
}

/** The runs that this one came from, that came from it, or that were for the same thing. */
export function LineageTab({ runId }: { readonly runId: string }) {
  const { data, error } = useQuery(lineageQuery(runId));
  if (error !== null) return <Problem error={error} />;
  if (data === undefined) return <Loading rows={3} />;
  const kinds = kindsOf(data);
  if (kinds.length === 0) {
    return (
      <Empty title="No other run belongs to this one">
        <p>Its re-runs, parent and children, and other runs for its business event would be here.</p>
      </Empty>
    );
  }
  return (
    <Stack gap="sm">
      {kinds.map(({ title, rows }) => (
        <section key={title} aria-label={title}>
          <Title order={3} size="sm">
            {title}
          </Title>
          {rows.map(({ run, isForSameEvent }) => (
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
              <Text size="sm">
                <Sentence text={run.why} />
              </Text>
              {isForSameEvent && (
                <Text size="sm" c="dimmed">
                  for the same business event
                </Text>
              )}
            </Group>
          ))}
        </section>
      ))}
    </Stack>
  );
}
