import { Button, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { EventList, RunDetail } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { formatDuration } from '../../time/format-duration.ts';
import { formatClock, formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/zone.ts';
import { JsonBlock } from '../json-block.tsx';
import classes from '../run.module.css';
import { eventsQuery } from '../run-queries.ts';

/** All events of a run in order, each with all that it says. */
export function EventsTab({ run }: { readonly run: RunDetail }) {
  const events = useInfiniteQuery(eventsQuery(run.id));
  const [opened, setOpened] = useState<string | null>(null);
  if (events.error !== null) return <Problem error={events.error} retry={() => void events.refetch()} />;
  if (events.data === undefined) return <Loading rows={4} />;
  const all = events.data.pages.flatMap((page) => page.events);
  const begin = all[0]?.timestamp ?? '';
  if (all.length === 0) return <Empty title="The events are gone: retention deleted them" />;
  return (
    <>
      <Table.ScrollContainer minWidth={640} type="native">
        <Table verticalSpacing={4} aria-label="Events">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th ta="end">After</Table.Th>
              <Table.Th>Event</Table.Th>
              <Table.Th>What it says</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((event) => (
              <EventRow
                key={event.event_id}
                event={event}
                begin={begin}
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
  /** When the first one happened. */
  readonly begin: string;
  readonly opened: boolean;
  readonly onOpen: () => void;
}

function EventRow({ event, begin, opened, onOpen }: RowProps) {
  const zone = useZone();
  const lateMs = Date.parse(event.received_at) - Date.parse(event.timestamp);
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <time dateTime={event.timestamp} title={formatInstant(event.timestamp, zone)}>
          {formatClock(event.timestamp, zone)}
        </time>
      </Table.Td>
      <Table.Td ta="end" style={{ whiteSpace: 'nowrap' }}>
        +{formatDuration(Date.parse(event.timestamp) - Date.parse(begin))}
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
            · arrived {formatDuration(lateMs)} later
          </Text>
        )}
        {opened && <JsonBlock title="Event" value={event.event} />}
      </Table.Td>
    </Table.Tr>
  );
}

const LATE_MS = 10_000;
