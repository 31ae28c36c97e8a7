import { Button, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { EventList } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { Time } from '../../time/time.tsx';
import { JsonBlock } from '../json-block.tsx';
import classes from '../run.module.css';
import { eventsQuery } from '../run-queries.ts';

/** All events of a run in order, each with all that it says. */
export function EventsTab({ runId }: { readonly runId: string }) {
  const events = useInfiniteQuery(eventsQuery(runId));
  const [opened, setOpened] = useState<string | null>(null);
  if (events.error !== null) return <Problem error={events.error} retry={() => void events.refetch()} />;
  if (events.data === undefined) return <Loading rows={4} />;
  const all = events.data.pages.flatMap((page) => page.events);
  if (all.length === 0) return <Empty title="The events are gone: retention deleted them" />;
  return (
    <>
      <Table.ScrollContainer minWidth={640} type="native">
        <Table verticalSpacing={4} aria-label="Events">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th>Event</Table.Th>
              <Table.Th>What it says</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((event) => (
              <EventRow
                key={event.event_id}
                event={event}
                opened={opened === event.event_id}
                onOpen={() => setOpened(opened === event.event_id ? null : event.event_id)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {events.hasNextPage && (
        <Button
          variant="default"
          loading={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          More events
        </Button>
      )}
    </>
  );
}

interface RowProps {
  readonly event: EventList['events'][number];
  readonly opened: boolean;
  readonly onOpen: () => void;
}

function EventRow({ event, opened, onOpen }: RowProps) {
  const lateMs = Date.parse(event.received_at) - Date.parse(event.timestamp);
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Time at={event.timestamp} />
      </Table.Td>
      <Table.Td>
        <button type="button" className={classes.linkButton} aria-expanded={opened} onClick={onOpen}>
          {event.name}
        </button>
      </Table.Td>
      <Table.Td>
        {event.sentence}
        {lateMs > LATE_MS && (
          <Text span size="xs" c="dimmed">
            {' '}
            · arrived {Math.round(lateMs / 1000)} s later
          </Text>
        )}
        {opened && <JsonBlock title="Event" value={event.event} />}
      </Table.Td>
    </Table.Tr>
  );
}

const LATE_MS = 10_000;
