import { Button, Stack, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import type { EventList, RunDetail } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { Time } from '../../time/time.tsx';
import { eventsQuery } from '../run-queries.ts';

type Event = EventList['events'][number];

/** What people were asked and what they decided. */
export function HitlTab({ run }: { readonly run: RunDetail }) {
  const events = useInfiniteQuery(eventsQuery(run.id));
  if (events.error !== null) return <Problem error={events.error} retry={() => void events.refetch()} />;
  if (events.data === undefined) return <Loading rows={3} />;
  const gates = events.data.pages
    .flatMap((page) => page.events)
    .filter(({ name }) => name.startsWith('workflow.gate.'));
  return (
    <Stack gap="xs" align="flex-start">
      {gates.length === 0 ? (
        <Empty title="Nobody was asked anything" />
      ) : (
        <Table verticalSpacing={4} aria-label="Decisions">
          <Table.Thead>
            <Table.Tr>
              {['Time', 'What', 'Gate', 'Who', 'Note'].map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {gates.map((event) => (
              <Table.Tr key={event.event_id}>
                <Table.Td>
                  <Time at={event.timestamp} />
                </Table.Td>
                <Table.Td>{fieldOf(event, 'gate_outcome') || 'requested'}</Table.Td>
                <Table.Td>{fieldOf(event, 'gate')}</Table.Td>
                <Table.Td>{fieldOf(event, 'actor')}</Table.Td>
                <Table.Td>{fieldOf(event, 'note') || fieldOf(event, 'reason')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {events.hasNextPage && (
        <Button
          variant="default"
          loading={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          Look through more events
        </Button>
      )}
    </Stack>
  );
}

function fieldOf({ event }: Event, name: string): string {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return '';
  const value = event[name];
  return typeof value === 'string' ? value : '';
}
