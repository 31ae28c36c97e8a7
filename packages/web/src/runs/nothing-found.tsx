import { Button, Text } from '@mantine/core';

import { Empty } from '../parts/feedback.tsx';
import { valuesIn } from '../parts/listed.ts';
import type { ListFilter } from './list-search.ts';

interface NothingFoundProps {
  readonly filter: ListFilter;
  readonly onClear: () => void;
}

/** Where no run is: why that may be, and what to do about it. */
export function NothingFound({ filter, onClear }: NothingFoundProps) {
  const { env, ...others } = filter;
  if (Object.keys(others).length > 0) {
    return (
      <Empty title={env === undefined ? 'No run matches' : `No run in ${valuesIn(env).join(', ')} matches`}>
        <Button variant="default" size="xs" onClick={onClear}>
          Clear the filter
        </Button>
      </Empty>
    );
  }
  if (env !== undefined) {
    return (
      <Empty title={`Nothing has run in ${valuesIn(env).join(', ')}`}>
        <Button variant="default" size="xs" onClick={onClear}>
          Look at all environments
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title="No run has arrived yet">
      <Text size="sm">
        Start the server with a runs directory, or let an SDK or a Collector send OTLP over HTTP to this
        address. Runs appear here while they run.
      </Text>
    </Empty>
  );
}
