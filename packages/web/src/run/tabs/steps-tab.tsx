import { Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';

import type { RunDetail, StepItem } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import classes from '../run.module.css';
import { allStepsQuery, stepsQuery } from '../run-queries.ts';
import { Scrollable } from '../scrollable.tsx';
import { nextSort, STEP_COLUMNS, type StepColumn, type StepSort } from '../step-sort.ts';
import { COLUMNS, columns, features, GRID, sortingOf } from './step-columns.tsx';

interface Props {
  readonly run: RunDetail;
  readonly step: string | undefined;
  readonly onStep: (step: string, attempt?: string) => void;
  readonly sort: StepSort | undefined;
  readonly onSort: (sort: StepSort | undefined) => void;
}

const ROW_HEIGHT_PX = 32;

/** All executions of steps as a table that can be sorted: what the waterfall shows, without the drawing. */
export function StepsTab(props: Props) {
  return props.sort === undefined ? <StepsAsTheyBegan {...props} /> : <StepsSorted {...props} />;
}

/** Asked for page by page. */
function StepsAsTheyBegan(props: Props) {
  const pages = useInfiniteQuery(stepsQuery(props.run.id));
  const steps = useMemo(() => pages.data?.pages.flatMap((page) => page.steps), [pages.data]);
  if (pages.error !== null) return <Problem error={pages.error} retry={() => void pages.refetch()} />;
  if (steps === undefined) return <Loading rows={4} />;
  if (steps.length === 0) return <Empty title="No step has begun" />;
  const total = pages.data?.pages.at(-1)?.total ?? steps.length;
  const onEnd = (): void => {
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };
  return <StepsTable {...props} steps={steps} total={total} onEnd={onEnd} />;
}

/** To be sorted they all have to be here. */
function StepsSorted(props: Props) {
  const { data, error, refetch } = useQuery(allStepsQuery(props.run.id));
  if (error !== null) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={4} />;
  if (data.steps.length === 0) return <Empty title="No step has begun" />;
  return (
    <>
      {data.total > data.steps.length && (
        <Text size="sm" pb="xs">
          The first {data.steps.length.toLocaleString()} of {data.total.toLocaleString()} steps, sorted.
        </Text>
      )}
      <StepsTable {...props} steps={data.steps} total={data.steps.length} />
    </>
  );
}

interface TableProps extends Props {
  readonly steps: readonly StepItem[];
  /** How many there are; `steps` are the first of them. */
  readonly total: number;
  /** The end of `steps` is in sight. */
  readonly onEnd?: () => void;
}

function StepsTable({ run, steps, total, step, onStep, sort, onSort, onEnd }: TableProps) {
  const sorting = useMemo(() => sortingOf(sort), [sort]);
  const table = useTable({ features, columns, data: steps, getRowId: ({ id }) => id, state: { sorting } });
  const { rows } = table.getRowModel();
  const begin = Date.parse(run.queued_at ?? run.started_at ?? steps[0]?.started_at ?? '');

  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= rows.length;
  const askForMore = useEffectEvent(() => onEnd?.());
  useEffect(() => {
    if (isAtEnd) askForMore();
  }, [isAtEnd, rows.length]);

  const grid = { gridTemplateColumns: GRID };
  return (
    <Scrollable className={classes.scroll} ref={scroller} label="Steps, scrollable">
      <div className={classes.steps} role="table" aria-label="Steps" aria-rowcount={total + 1}>
        <div role="rowgroup" className={classes.stepsHead}>
          <div role="row" aria-rowindex={1} className={classes.stepsRow} style={grid}>
            {STEP_COLUMNS.map((id) => (
              <Heading key={id} id={id} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const item = rows[index]?.original;
            if (item === undefined) return null;
            return (
              <div
                key={item.id}
                role="row"
                aria-rowindex={index + 2}
                className={classes.stepsRow}
                style={{ ...grid, position: 'absolute', insetInline: 0, top: start }}
                {...(item.name === step && { 'aria-current': true })}
              >
                {STEP_COLUMNS.map((id) => (
                  <Cell key={id} id={id} item={item} begin={begin} onStep={onStep} />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </Scrollable>
  );
}

type HeadingProps = Pick<Props, 'sort' | 'onSort'> & { readonly id: StepColumn };

function Heading({ id, sort, onSort }: HeadingProps) {
  const { title, isNumber } = COLUMNS[id];
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : 'none';
  return (
    <span role="columnheader" aria-sort={direction} data-number={isNumber}>
      <button type="button" className={classes.sortButton} onClick={() => onSort(nextSort(id, sort))}>
        {title}
        <span aria-hidden>{ARROWS[direction]}</span>
      </button>
    </span>
  );
}

const ARROWS = { none: '', ascending: ' ↑', descending: ' ↓' } as const;

interface CellProps extends Pick<Props, 'onStep'> {
  readonly id: StepColumn;
  readonly item: StepItem;
  readonly begin: number;
}

function Cell({ id, item, begin, onStep }: CellProps) {
  const { show, isNumber } = COLUMNS[id];
  const content = show(item, begin);
  return (
    <span
      role="cell"
      data-number={isNumber}
      {...(typeof content === 'string' && content !== '' && { title: content })}
    >
      {id === 'step' ? (
        <button
          type="button"
          className={classes.linkButton}
          onClick={() => onStep(item.name, item.diagnostics.span_id)}
        >
          {content}
        </button>
      ) : (
        content
      )}
    </span>
  );
}
