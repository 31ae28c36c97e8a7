import { Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { EventList, RunDetail } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { formatDuration } from '../../time/format-duration.ts';
import { Time } from '../../time/time.tsx';
import { decisionsQuery } from '../run-queries.ts';

type Event = EventList['events'][number];

/** What people were asked, when they were reminded, and what they decided. */
export function HitlTab({ run }: { readonly run: RunDetail }) {
  const { data, error, refetch } = useQuery(decisionsQuery(run.id));
  if (error !== null) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} />;
  if (data.events.length === 0) {
    return (
      <Empty title="Nobody was asked anything">
        <p>Where a workflow asks with run.gate or run.decision, the question and who decided it are here.</p>
      </Empty>
    );
  }
  return (
    <Stack gap="xs" align="stretch">
      <Table.ScrollContainer
        minWidth={720}
        type="native"
        tabIndex={0}
        role="region"
        aria-label="What was asked and decided"
      >
        <Table verticalSpacing={4} aria-label="Decisions">
          <Table.Thead>
            <Table.Tr>
              {['Time', 'What', 'Gate', 'Who', 'After', 'Note'].map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.events.map((event) => (
              <Table.Tr key={event.event_id}>
                <Table.Td>
                  <Time at={event.timestamp} />
                </Table.Td>
                <Table.Td fw={600}>{whatOf(event)}</Table.Td>
                <Table.Td>{fieldOf(event, 'gate') ?? fieldOf(event, 'step_name')}</Table.Td>
                <Table.Td>{fieldOf(event, 'actor')}</Table.Td>
                <Table.Td>{waitedText(event)}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {fieldOf(event, 'note') ?? fieldOf(event, 'reason')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {data.next_token !== null && (
        <Text size="sm">The first {data.events.length}. The Events tab has all of them.</Text>
      )}
    </Stack>
  );
}

function whatOf(event: Event): string {
  if (event.name === 'workflow.run.reminded') return 'reminded';
  return fieldOf(event, 'gate_outcome')?.replaceAll('_', ' ') ?? 'requested';
}

function waitedText({ event }: Event): string {
  const waitedMs = valueOf(event, 'waited_ms');
  return typeof waitedMs === 'number' ? formatDuration(waitedMs) : '';
}

function fieldOf({ event }: Event, name: string): string | undefined {
  const value = valueOf(event, name);
  return typeof value === 'string' ? value : undefined;
}

function valueOf(event: Event['event'], name: string): unknown {
  return typeof event === 'object' && event !== null && !Array.isArray(event) ? event[name] : undefined;
}
