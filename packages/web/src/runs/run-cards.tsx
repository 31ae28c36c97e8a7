import { Checkbox, Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

import type { RunItem } from '../api.ts';
import { lookOf } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { Duration, Time } from '../time/time.tsx';
import { RunLink, runningSince } from './run-columns.tsx';
import type { RowSelection } from './run-table.tsx';
import classes from './run-table.module.css';

const CARD_PX = 104;
const AHEAD = 30;

interface RunCardsProps {
  readonly rows: readonly RunItem[];
  readonly selection: RowSelection;
  readonly onSelection: (selection: RowSelection) => void;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

/** The list where a table has no room. */
export function RunCards({ rows, selection, onSelection, hasMore, loadMore }: RunCardsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => CARD_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
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
              className={classes.card}
              data-run={run.id}
              data-state={run.state}
              style={{ transform: `translateY(${start + 6}px)`, height: CARD_PX - 6 }}
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
              <Text size="sm" fw={500} truncate>
                {run.workflow_name} {run.workflow_version}
                {run.environment !== null && ` · ${run.environment}`}
              </Text>
              <Text size="xs" truncate style={{ color: `var(--rl-${lookOf(run.state).family})` }}>
                {run.why}
              </Text>
              <Text size="xs" c="dimmed">
                {started !== null && <Time at={started} />} ·{' '}
                <Duration ms={run.duration_ms} since={runningSince(run)} />
                {run.owner !== null && ` · ${run.owner}`}
              </Text>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
