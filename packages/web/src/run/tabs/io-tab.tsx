import { SimpleGrid, Stack, Text } from '@mantine/core';

import type { RunDetail } from '../../api.ts';
import { Gaps } from '../guidance.tsx';
import { JsonBlock } from '../json-block.tsx';

/** What went in and what came out, as far as redaction and retention kept it. */
export function IoTab({ run }: { readonly run: RunDetail }) {
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        Redacted before it left the process. The inspector has what each step was given and gave back.
      </Text>
      <Gaps gaps={run.gaps} what={['inputs']} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <JsonBlock title="Run input" value={run.inputs_summary} />
        <JsonBlock title="Run output" value={run.outputs_summary} />
      </SimpleGrid>
    </Stack>
  );
}
