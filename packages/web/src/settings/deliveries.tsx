import { Button, Code, Table, Text, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';

import { runlight, type Delivery } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { shortId } from '../parts/run-id.tsx';
import { Status } from '../status/status.tsx';
import { Time } from '../time/time.tsx';

const REFRESH_MS = 5000;
const LOOKS = { pending: 'waiting', delivered: 'succeeded', failed: 'failed' } as const;

/** What a webhook was sent, what came back, and a way to send it once more. */
export function Deliveries({ webhookId }: { readonly webhookId: string }) {
  const deliveries = useInfiniteQuery({
    queryKey: ['deliveries', webhookId],
    queryFn: ({ pageParam, signal }) =>
      runlight.listDeliveries({
        path: { webhook: webhookId },
        query: { limit: 20, next_token: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_token }) => next_token ?? undefined,
    refetchInterval: REFRESH_MS,
  });
  if (deliveries.error !== null)
    return <Problem error={deliveries.error} retry={() => void deliveries.refetch()} />;
  if (deliveries.data === undefined) return <Loading rows={3} />;
  const rows = deliveries.data.pages.flatMap((page) => page.deliveries);
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing was sent yet. Test sends a sample.
      </Text>
    );
  }
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label="Deliveries">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Status</Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th>Run</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Attempts</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((delivery) => (
            <DeliveryRow key={delivery.delivery_id} delivery={delivery} />
          ))}
        </Table.Tbody>
      </Table>
      {deliveries.hasNextPage && (
        <Button size="compact-xs" variant="subtle" onClick={() => void deliveries.fetchNextPage()}>
          Older
        </Button>
      )}
    </Table.ScrollContainer>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const again = useMutation({
    mutationFn: () => runlight.redeliver({ path: { delivery: delivery.delivery_id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries', delivery.webhook_id] }),
  });
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td>
          <span title={delivery.status}>
            <Status state={LOOKS[delivery.status]} />
          </span>
        </Table.Td>
        <Table.Td>{delivery.kind}</Table.Td>
        <Table.Td>
          <Link to="/runs/$id" params={{ id: delivery.run_id }}>
            {shortId(delivery.run_id)}
          </Link>
        </Table.Td>
        <Table.Td>
          <Time at={delivery.created_at} />
        </Table.Td>
        <Table.Td>{delivery.attempts}</Table.Td>
        <Table.Td>{delivery.response_status ?? delivery.error ?? '–'}</Table.Td>
        <Table.Td>
          <Button.Group>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setOpened(!opened)}
              aria-expanded={opened}
            >
              Payload
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              loading={again.isPending}
              onClick={() => again.mutate()}
            >
              Redeliver
            </Button>
          </Button.Group>
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={7}>
            <Code block>{JSON.stringify(delivery.payload, undefined, 2)}</Code>
            {delivery.response_body !== null && <Code block>{delivery.response_body}</Code>}
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}
