import { Button, Code, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type AuditEntry } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { RouteAnchor } from '../run/route-anchor.tsx';
import { Time } from '../time/time.tsx';
import classes from './settings.module.css';

/** Who did what, when. */
export function AuditPage() {
  const [actor, setActor] = useState('');
  const [target, setTarget] = useState('');
  const [asked] = useDebouncedValue({ actor: actor.trim(), target: target.trim() }, 300);
  const audit = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam, signal }) =>
      runlight.listAudit({
        query: {
          limit: 100,
          next_token: pageParam,
          actor: asked.actor || undefined,
          target: asked.target || undefined,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_token }) => next_token ?? undefined,
  });
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Stack>
      <Title order={2} size="h4">
        Audit log
      </Title>
      <div className={classes.finders}>
        <TextInput
          size="xs"
          label="Who"
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label="To what"
          placeholder="run_…"
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
      </div>
      {audit.error !== null && <Problem error={audit.error} retry={() => void audit.refetch()} />}
      {audit.isPending && <Loading rows={6} />}
      {audit.data !== undefined && entries.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was done yet{asked.actor + asked.target === '' ? '' : ' that matches'}.
        </Text>
      )}
      {entries.length > 0 && <Entries entries={entries} />}
      {audit.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={audit.isFetchingNextPage}
          onClick={() => void audit.fetchNextPage()}
        >
          Older
        </Button>
      )}
    </Stack>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <div role="table" aria-label="Audit log" className={classes.card}>
      <div role="row" className={`${classes.entry} ${classes.heads}`}>
        <span role="columnheader">When</span>
        <span role="columnheader">Who</span>
        <span role="columnheader">What</span>
        <span role="columnheader">To what</span>
      </div>
      {entries.map(({ at, actor, action, target, details }) => (
        <div role="row" key={`${at} ${actor} ${action} ${target}`} className={classes.entry}>
          <span role="cell">
            <Time at={at} exact />
          </span>
          <span role="cell">{actor}</span>
          <span role="cell">{action}</span>
          <span role="cell" className={classes.what}>
            {target?.startsWith('run_') === true ? (
              <RouteAnchor to="/runs/$id" params={{ id: target }} size="sm">
                {target}
              </RouteAnchor>
            ) : (
              (target ?? '–')
            )}
            {details !== null && <Code className={classes.details ?? ''}>{JSON.stringify(details)}</Code>}
          </span>
        </div>
      ))}
    </div>
  );
}
