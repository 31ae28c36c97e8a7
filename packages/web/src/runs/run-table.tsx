import { Checkbox } from '@mantine/core';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';

import type { RunItem } from '../api.ts';
import type { Sort } from './list-search.ts';
import { COLUMN_IDS, COLUMNS, columns, features, type ColumnId } from './run-columns.tsx';
import { RunRow, saysWhy, tracksOf } from './run-row.tsx';
import classes from './run-table.module.css';
import { useRowClicks } from './use-row-clicks.ts';

const ROW_PX = 39;
const WHY_PX = 22;
const OVERSCAN = 16;
/** The next page is asked for when this many rows are left below what is seen. */
const AHEAD = 60;

export interface RunTableHandle {
  /** Puts the focus on a row, and scrolls to it. */
  focusRow(index: number): void;
  /** How many rows are seen at once. */
  pageSize(): number;
  toTop(): void;
}

export type RowSelection = Readonly<Record<string, true>>;

interface RunTableProps {
  readonly rows: readonly RunItem[];
  readonly total: number | undefined;
  readonly shown: readonly ColumnId[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly selection: RowSelection;
  readonly onSelection: (selection: RowSelection) => void;
  readonly peeked: string | undefined;
  readonly onOpen: (runId: string) => void;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly handle: Ref<RunTableHandle>;
}

/** A table of any number of rows, of which only those that are seen exist. */
export function RunTable(props: RunTableProps) {
  const { rows, total, shown, sort, onSort, selection, onSelection, peeked, onOpen } = props;
  const { hasMore, loadMore, handle } = props;
  const frame = useRef<HTMLDivElement>(null);
  useRowClicks(frame, onOpen);
  const columnVisibility = useMemo(
    () => Object.fromEntries(COLUMN_IDS.map((id) => [id, shown.includes(id)])),
    [shown],
  );
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: ({ id }) => id,
    state: { columnVisibility, rowSelection: selection },
    onRowSelectionChange: (update) =>
      onSelection(typeof update === 'function' ? update({ ...selection }) : update),
  });
  const tableRows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => {
      const run = rows[index];
      return run !== undefined && saysWhy(run) ? ROW_PX + WHY_PX : ROW_PX;
    },
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollPaddingStart: 40,
    useFlushSync: true,
  });
  const heights = useMemo(() => rows.map((run) => (saysWhy(run) ? '2' : '1')).join(''), [rows]);
  useEffect(() => virtual.measure(), [virtual, heights]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - AHEAD) loadMore();
  }, [hasMore, last, rows.length, loadMore]);

  useImperativeHandle(handle, () => ({
    focusRow(index) {
      virtual.scrollToIndex(index);
      const id = rows[index]?.id;
      requestAnimationFrame(() => {
        const row = [...(frame.current?.querySelectorAll<HTMLElement>('[data-run]') ?? [])];
        row.find(({ dataset }) => dataset['run'] === id)?.focus({ preventScroll: true });
      });
    },
    pageSize: () => Math.max(1, Math.floor((frame.current?.clientHeight ?? ROW_PX) / ROW_PX) - 2),
    toTop: () => virtual.scrollToOffset(0),
  }));

  return (
    <div ref={frame} className={classes.frame} data-testid="run-table">
      <div
        className={classes.table}
        role="grid"
        aria-label="Runs"
        aria-rowcount={total ?? rows.length}
        aria-multiselectable="true"
      >
        <div className={classes.header} role="rowgroup">
          <div
            className={classes.grid}
            style={{ gridTemplateColumns: tracksOf(shown) }}
            role="row"
            aria-rowindex={1}
          >
            <span role="columnheader">
              <Checkbox
                size="xs"
                aria-label="Select the loaded rows"
                checked={table.getIsAllRowsSelected()}
                indeterminate={table.getIsSomeRowsSelected()}
                onChange={table.getToggleAllRowsSelectedHandler()}
              />
            </span>
            {shown.map((id) => (
              <Heading key={id} id={id} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size, key }) => {
            const row = tableRows[index];
            if (row === undefined) return null;
            return (
              <RunRow
                key={key}
                row={row}
                index={index}
                start={start}
                size={size}
                shown={shown}
                isSelected={row.getIsSelected()}
                isPeeked={row.id === peeked}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const SORTED: Partial<Record<ColumnId, 'started_at' | 'status' | 'duration'>> = {
  started: 'started_at',
  status: 'status',
  duration: 'duration',
};

interface HeadingProps {
  readonly id: ColumnId;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function Heading({ id, sort, onSort }: HeadingProps) {
  const { label } = COLUMNS[id];
  const by = SORTED[id];
  if (by === undefined) return <span role="columnheader">{label}</span>;
  const descending = sort === `-${by}`;
  const direction = descending ? 'descending' : sort === by ? 'ascending' : 'none';
  return (
    <span role="columnheader" aria-sort={direction}>
      <button type="button" className={classes.sort} onClick={() => onSort(descending ? by : `-${by}`)}>
        {label}
        {direction === 'none' ? '' : descending ? ' ↓' : ' ↑'}
      </button>
    </span>
  );
}
