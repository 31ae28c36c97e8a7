import { Button, Code, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type AuditEntry } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { Time } from '../time/time.tsx';

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
      <Group>
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
      </Group>
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
    <Table.ScrollContainer minWidth={560}>
      <Table aria-label="Audit log">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>To what</Table.Th>
            <Table.Th>Details</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ at, actor, action, target, details }) => (
            <Table.Tr key={`${at} ${actor} ${action} ${target}`}>
              <Table.Td>
                <Time at={at} exact />
              </Table.Td>
              <Table.Td>{actor}</Table.Td>
              <Table.Td>{action}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{target ?? '–'}</Table.Td>
              <Table.Td>{details !== null && <Code>{JSON.stringify(details)}</Code>}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
