import { Alert, Button, Center, Group, Loader, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { ProblemError } from '../api.ts';

/** What went wrong, in the server's words, and a way to go on. */
export function Problem({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const problem = error instanceof ProblemError ? error : undefined;
  const detail = problem?.message ?? (error instanceof Error ? error.message : String(error));
  return (
    <Alert
      role="alert"
      variant="outline"
      color="red"
      c="var(--rl-bad)"
      icon={<IconAlertTriangle />}
      title={problem?.code === 'unreachable' ? 'The server does not answer' : 'This did not work'}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{detail}</Text>
        {problem !== undefined && (
          <Text size="xs" c="dimmed">
            {problem.code}
            {problem.retriable ? ' · trying again may help' : ''}
          </Text>
        )}
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** What to do where there is nothing to show. */
export function Empty({
  title,
  order = 2,
  children,
}: {
  readonly title: string;
  /** The level of its title as a heading. */
  readonly order?: 1 | 2;
  readonly children?: ReactNode;
}) {
  return (
    <Center py="xl">
      <Stack gap="xs" align="center" maw={520} ta="center">
        <Title order={order} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Center>
  );
}

/** Rows where rows will be. */
export function Loading({
  rows = 8,
  label = 'Loading',
}: {
  readonly rows?: number;
  readonly label?: string;
}) {
  return (
    <Stack gap="xs" p="md" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={28} />
      ))}
    </Stack>
  );
}

/** For small places. */
export function LoadingInline({ label = 'Loading' }: { readonly label?: string }) {
  return (
    <Group gap="xs" role="status">
      <Loader size="xs" />
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Group>
  );
}
