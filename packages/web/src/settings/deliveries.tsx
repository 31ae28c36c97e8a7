import { Button, Code, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type Delivery } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { shortId } from '../parts/run-id.tsx';
import { JsonBlock } from '../run/json-block.tsx';
import { RouteAnchor } from '../run/route-anchor.tsx';
import { StatusShape } from '../status/status-shape.tsx';
import { Time } from '../time/time.tsx';
import classes from './settings.module.css';

const REFRESH_MS = 5000;
const LOOKS = {
  pending: { state: 'queued', word: 'Pending', color: 'var(--rl-neutral)' },
  delivered: { state: 'succeeded', word: 'Delivered', color: 'var(--rl-good)' },
  failed: { state: 'failed', word: 'Failed', color: 'var(--rl-bad)' },
} as const;

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
    <>
      <ul className={classes.deliveries} aria-label="Deliveries">
        {rows.map((delivery) => (
          <DeliveryItem key={delivery.delivery_id} delivery={delivery} />
        ))}
      </ul>
      {deliveries.hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          loading={deliveries.isFetchingNextPage}
          onClick={() => void deliveries.fetchNextPage()}
        >
          Older
        </Button>
      )}
    </>
  );
}

function DeliveryItem({ delivery }: { readonly delivery: Delivery }) {
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const again = useMutation({
    mutationFn: () => runlight.redeliver({ path: { delivery: delivery.delivery_id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries', delivery.webhook_id] }),
  });
  const { state, word, color } = LOOKS[delivery.status];
  const { attempts, response_status, error, next_attempt_at } = delivery;
  return (
    <li className={classes.delivery} data-delivery={delivery.status}>
      <span className={classes.mark} style={{ color }}>
        <StatusShape state={state} />
        {word}
      </span>
      <div className={classes.what}>
        {delivery.kind} of{' '}
        {delivery.run_id === '' ? (
          'a sample'
        ) : (
          <RouteAnchor to="/runs/$id" params={{ id: delivery.run_id }} size="sm" underline="always">
            {shortId(delivery.run_id)}
          </RouteAnchor>
        )}
        <Text size="xs" c="dimmed">
          <Time at={delivery.created_at} /> · {attempts === 1 ? '1 attempt' : `${attempts} attempts`}
          {response_status === null ? '' : ` · answered ${response_status}`}
          {error === null ? '' : ` · ${error}`}
          {next_attempt_at !== null && (
            <>
              {' · next attempt '}
              <Time at={next_attempt_at} exact />
            </>
          )}
        </Text>
      </div>
      <Button.Group>
        <Button size="compact-sm" variant="default" onClick={() => setOpened(!opened)} aria-expanded={opened}>
          Payload
        </Button>
        <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          Redeliver
        </Button>
      </Button.Group>
      {again.error !== null && (
        <div className={classes.payload}>
          <Problem error={again.error} />
        </div>
      )}
      {opened && (
        <div className={classes.payload}>
          <JsonBlock title="Payload" value={delivery.payload} />
          {delivery.response_body !== null && delivery.response_body !== '' && (
            <>
              <Text size="sm" fw={600} mt="xs">
                Answer
              </Text>
              <Code block>{delivery.response_body}</Code>
            </>
          )}
        </div>
      )}
    </li>
  );
}
