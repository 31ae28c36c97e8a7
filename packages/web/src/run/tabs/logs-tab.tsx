import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

import type { LogList, RunDetail } from '../../api.ts';
import { Empty, Loading, LoadingInline, Problem } from '../../parts/feedback.tsx';
import { formatClock, formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/zone.ts';
import { Gaps } from '../guidance.tsx';
import classes from '../run.module.css';
import { logsQuery } from '../run-queries.ts';
import { Scrollable } from '../scrollable.tsx';

type LogLine = LogList['logs'][number];

interface Props {
  readonly run: RunDetail;
  /** The line that is pointed at. */
  readonly log: string | undefined;
  readonly onLog: (id: string) => void;
}

/** What was logged in the run's trace, and the way to where logs are kept. */
export function LogsTab({ run, log, onLog }: Props) {
  const logs = useInfiniteQuery(logsQuery(run.id));
  const [find, setFind] = useState('');
  const all = logs.data?.pages.flatMap((page) => page.logs);
  const isMissing = log !== undefined && all !== undefined && all.every(({ id }) => id !== log);
  const { hasNextPage, isFetchingNextPage } = logs;
  const more = (): void => void logs.fetchNextPage();
  const lookFurther = useEffectEvent(more);
  useEffect(() => {
    if (isMissing && hasNextPage && !isFetchingNextPage) lookFurther();
  }, [isMissing, hasNextPage, isFetchingNextPage]);

  const text = find.trim().toLowerCase();
  const shown = all?.filter(
    ({ id, body, severity }) => id === log || `${severity} ${body}`.toLowerCase().includes(text),
  );
  return (
    <Stack gap="xs" align="stretch">
      <Group gap="md">
        {all !== undefined && all.length > 0 && (
          <TextInput
            size="xs"
            placeholder="Find in the lines"
            aria-label="Find in the lines"
            value={find}
            onChange={(event) => setFind(event.currentTarget.value)}
          />
        )}
        {run.links.logs !== null && (
          <Anchor size="sm" href={run.links.logs} target="_blank" rel="noreferrer">
            Open in Loki
          </Anchor>
        )}
      </Group>
      <Gaps gaps={run.gaps} what={['logs']} />
      {logs.error !== null && <Problem error={logs.error} retry={() => void logs.refetch()} />}
      {all === undefined && logs.error === null && <Loading rows={3} />}
      {isMissing && hasNextPage && <LoadingInline label="Looks for the line" />}
      {isMissing && !hasNextPage && (
        <Text size="sm" role="status">
          The line that the address names is not here: retention may have deleted it.
        </Text>
      )}
      {all?.length === 0 && <Empty title="No log line is here" />}
      {shown !== undefined && shown.length > 0 && (
        <Scrollable className={`${classes.code} ${classes.log}`} label="Log lines">
          {shown.map((line) => (
            <Line key={line.id} line={line} isMarked={line.id === log} onLog={onLog} />
          ))}
        </Scrollable>
      )}
      {all !== undefined && all.length > 0 && shown?.length === 0 && (
        <Text size="sm" c="dimmed">
          No line is like that.
        </Text>
      )}
      {hasNextPage && (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={more}>
          More lines
        </Button>
      )}
    </Stack>
  );
}

const FAMILIES: Readonly<Record<string, string>> = { WARN: 'person', ERROR: 'bad', FATAL: 'bad' };

interface LineProps {
  readonly line: LogLine;
  readonly isMarked: boolean;
  readonly onLog: (id: string) => void;
}

function Line({ line, isMarked, onLog }: LineProps) {
  const { id, timestamp, severity, body, attributes } = line;
  const zone = useZone();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isMarked) element.current?.scrollIntoView({ block: 'center' });
  }, [isMarked]);
  const family = FAMILIES[severity];
  const fields = Object.entries(attributes);
  return (
    <div ref={element} className={classes.logLine} data-log={id} {...(isMarked && { 'aria-current': true })}>
      <button
        type="button"
        className={classes.linkButton}
        title={`${formatInstant(timestamp, zone)}: point at this line`}
        onClick={() => onLog(id)}
      >
        {formatClock(timestamp, zone)}
      </button>
      <span {...(family !== undefined && { style: { color: `var(--rl-${family})`, fontWeight: 600 } })}>
        {severity}
      </span>
      <span>
        {body}
        {isMarked && fields.length > 0 && (
          <span className={classes.logFields}>
            {fields.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join('\n')}
          </span>
        )}
      </span>
    </div>
  );
}
