import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';

import type { StepItem } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { Status } from '../../status/status.tsx';
import classes from '../run.module.css';
import { stepsQuery } from '../run-queries.ts';
import { Scrollable } from '../scrollable.tsx';
import { durationOr, usageText, validationText } from '../step-facts.ts';

interface Props {
  readonly runId: string;
  readonly step: string | undefined;
  readonly onStep: (step: string) => void;
}

const COLUMNS: readonly { readonly title: string; readonly of: (step: StepItem) => string }[] = [
  { title: 'Type', of: ({ type }) => type },
  { title: 'Duration', of: ({ duration_ms }) => durationOr(duration_ms) },
  { title: 'Retries', of: ({ retries }) => String(retries) },
  { title: 'Usage', of: ({ diagnostics }) => usageText(diagnostics.resource_usage) },
  { title: 'Validation', of: ({ validation }) => validationText(validation) },
  { title: 'Last error', of: ({ diagnostics }) => diagnostics.error_message ?? '' },
];
const ROW_HEIGHT_PX = 32;

/** All executions of steps as a table: what the waterfall shows, without the drawing. */
export function StepsTab({ runId, step, onStep }: Props) {
  const pages = useInfiniteQuery(stepsQuery(runId));
  if (pages.error !== null) return <Problem error={pages.error} retry={() => void pages.refetch()} />;
  if (pages.data === undefined) return <Loading rows={4} />;
  const steps = pages.data.pages.flatMap((page) => page.steps);
  const total = pages.data.pages.at(-1)?.total ?? steps.length;
  if (steps.length === 0) return <Empty title="No step has begun" />;
  const onEnd = (): void => {
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };
  return <StepsTable steps={steps} total={total} step={step} onStep={onStep} onEnd={onEnd} />;
}

interface TableProps extends Omit<Props, 'runId'> {
  readonly steps: readonly StepItem[];
  /** How many there are; `steps` are the first of them. */
  readonly total: number;
  /** The end of `steps` is in sight. */
  readonly onEnd: () => void;
}

function StepsTable({ steps, total, step, onStep, onEnd }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= steps.length;
  const askForMore = useEffectEvent(onEnd);
  useEffect(() => {
    if (isAtEnd) askForMore();
  }, [isAtEnd, steps.length]);
  return (
    <Scrollable className={classes.scroll} ref={scroller} label="Steps, scrollable">
      <div className={classes.steps} role="table" aria-label="Steps" aria-rowcount={total + 1}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={`${classes.stepsRow} ${classes.stepsHead}`}>
            <span role="columnheader">Step</span>
            {COLUMNS.slice(0, 1).map(({ title }) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
            <span role="columnheader">Status</span>
            {COLUMNS.slice(1).map(({ title }) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const item = steps[index];
            if (item === undefined) return null;
            return (
              <div
                key={item.id}
                role="row"
                aria-rowindex={index + 2}
                className={classes.stepsRow}
                style={{ position: 'absolute', insetInline: 0, top: start }}
                {...(item.name === step && { 'aria-current': true })}
              >
                <span role="cell">
                  <button type="button" className={classes.linkButton} onClick={() => onStep(item.name)}>
                    {item.name}
                  </button>
                  {item.attempt > 1 && ` · ${item.attempt}`}
                </span>
                {COLUMNS.slice(0, 1).map((column) => (
                  <span key={column.title} role="cell">
                    {column.of(item)}
                  </span>
                ))}
                <span role="cell">
                  <Status state={item.status} />
                </span>
                {COLUMNS.slice(1).map((column) => (
                  <span key={column.title} role="cell" title={column.of(item)}>
                    {column.of(item)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </Scrollable>
  );
}
