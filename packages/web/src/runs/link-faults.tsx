import { Alert, Code, Text } from '@mantine/core';

import { faultsIn } from './list-search.ts';

/** Says what of a link was not understood. */
export function LinkFaults() {
  const faults = faultsIn(window.location.search);
  if (faults.length === 0) return null;
  return (
    <Alert
      role="alert"
      variant="outline"
      color="orange"
      p="xs"
      title="A part of this link is not understood"
      styles={{ title: { color: 'var(--rl-person)' } }}
    >
      <Text size="sm">
        It was left out: <Code>{faults.join(' & ')}</Code>
      </Text>
    </Alert>
  );
}
