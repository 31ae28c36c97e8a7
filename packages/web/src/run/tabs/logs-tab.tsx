import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import type { RunDetail } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { formatClock } from '../../time/format-time.ts';
import { useZone } from '../../time/zone.ts';
import { Gaps } from '../guidance.tsx';
import classes from '../run.module.css';
import { logsQuery } from '../run-queries.ts';
import { Scrollable } from '../scrollable.tsx';

/** What was logged in the run's trace, and the way to where logs are kept. */
export function LogsTab({ run }: { readonly run: RunDetail }) {
  const zone = useZone();
  const logs = useInfiniteQuery(logsQuery(run.id));
  const all = logs.data?.pages.flatMap((page) => page.logs);
  return (
    <Stack gap="xs" align="stretch">
      {run.links.logs !== null && (
        <Anchor href={run.links.logs} target="_blank" rel="noreferrer">
          Open in Loki
        </Anchor>
      )}
      <Gaps gaps={run.gaps} what={['logs']} />
      {logs.error !== null && <Problem error={logs.error} retry={() => void logs.refetch()} />}
      {all === undefined && logs.error === null && <Loading rows={3} />}
      {all?.length === 0 && <Empty title="No log line is here" />}
      {all !== undefined && all.length > 0 && (
        <Scrollable className={classes.code} label="Log lines">
          {all.map(({ timestamp, severity, body }, index) => (
            <Text key={index} component="div" inherit>
              {formatClock(timestamp, zone)} {severity.padEnd(5)} {body}
            </Text>
          ))}
        </Scrollable>
      )}
      {logs.hasNextPage && (
        <Button variant="default" loading={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>
          More lines
        </Button>
      )}
    </Stack>
  );
}
