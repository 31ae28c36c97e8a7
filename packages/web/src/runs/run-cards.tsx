import { Checkbox, Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

import type { RunItem } from '../api.ts';
import { lookOf } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { Sentence } from '../time/sentence.tsx';
import { Duration, Time } from '../time/time.tsx';
import { RunLink, runningSince } from './run-columns.tsx';
import type { RowSelection } from './run-table.tsx';
import classes from './run-table.module.css';
import { useRowClicks } from './use-row-clicks.ts';

/** As it mostly is; each is measured once it is there. */
const CARD_PX = 116;
const AHEAD = 30;

interface RunCardsProps {
  readonly rows: readonly RunItem[];
  readonly selection: RowSelection;
  readonly onSelection: (selection: RowSelection) => void;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly onOpen: (runId: string) => void;
}

/** The list where a table has no room. */
export function RunCards({ rows, selection, onSelection, hasMore, loadMore, onOpen }: RunCardsProps) {
  const frame = useRef<HTMLDivElement>(null);
  useRowClicks(frame, onOpen);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => CARD_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    paddingEnd: 8,
    useFlushSync: true,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - AHEAD) loadMore();
  }, [hasMore, last, rows.length, loadMore]);

  const toggle = (id: string): void => {
    const { [id]: was, ...others } = selection;
    onSelection(was === true ? others : { ...selection, [id]: true });
  };
  return (
    // Scrolled by the keyboard as well.
    <div
      ref={frame}
      className={`${classes.frame} ${classes.cards}`}
      role="region"
      aria-label="Runs"
      tabIndex={0}
    >
      <ul className={classes.body} style={{ height: virtual.getTotalSize(), margin: 0, padding: 0 }}>
        {items.map(({ index, start, key }) => {
          const run = rows[index];
          if (run === undefined) return null;
          const started = run.started_at ?? run.queued_at;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              className={classes.place}
              data-index={index}
              style={{ transform: `translateY(${start}px)` }}
            >
              <div
                className={classes.card}
                data-run={run.id}
                data-state={run.state}
                data-selected={selection[run.id] || undefined}
              >
                <Group justify="space-between" wrap="nowrap">
                  <Group gap="xs" wrap="nowrap">
                    <Checkbox
                      size="xs"
                      aria-label={`Select ${run.id}`}
                      checked={selection[run.id] === true}
                      onChange={() => toggle(run.id)}
                    />
                    <Status state={run.state} />
                  </Group>
                  <RunLink run={run} />
                </Group>
                <Text size="sm" fw={500} truncate mt={4}>
                  {run.workflow_name}{' '}
                  <Text span size="sm" c="dimmed">
                    {[run.workflow_version, run.environment].filter((part) => part !== null).join(' · ')}
                  </Text>
                </Text>
                <Text size="xs" lineClamp={2} style={{ color: `var(--rl-${lookOf(run.state).family})` }}>
                  <Sentence text={run.why} />
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {started !== null && <Time at={started} />} ·{' '}
                  <Duration ms={run.duration_ms} since={runningSince(run)} />
                  {[run.owner, ...run.tags].filter((part) => part !== null).map((part) => ` · ${part}`)}
                </Text>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
