import { Checkbox } from '@mantine/core';
import { FlexRender, type Row } from '@tanstack/react-table';
import { memo } from 'react';

import type { RunItem } from '../api.ts';
import { lookOf } from '../status/states.ts';
import { Sentence } from '../time/sentence.tsx';
import { COLUMNS, type ColumnId, type features } from './run-columns.tsx';
import classes from './run-table.module.css';

/** Whether a row says why it is as it is. */
export function saysWhy(run: RunItem): boolean {
  const { family } = lookOf(run.state);
  return run.why !== '' && (family === 'bad' || family === 'person' || family === 'held');
}

/** The tracks of the columns that are shown, after that of the check boxes. */
export function tracksOf(shown: readonly ColumnId[]): string {
  return `20px ${shown.map((id) => COLUMNS[id].width).join(' ')}`;
}

interface RunRowProps {
  readonly row: Row<typeof features, RunItem>;
  readonly index: number;
  /** Pixels from the top of all rows. */
  readonly start: number;
  readonly size: number;
  readonly shown: readonly ColumnId[];
  readonly isSelected: boolean;
  readonly isPeeked: boolean;
}

/** One run. Scrolling renders no row again that was there. */
export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { row, index, start, size, shown, isSelected, isPeeked } = props;
  const run = row.original;
  return (
    <div
      className={classes.row}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-run={run.id}
      data-state={run.state}
      data-peeked={isPeeked || undefined}
      style={{ transform: `translateY(${start}px)`, height: size }}
    >
      <div className={classes.grid} style={{ gridTemplateColumns: tracksOf(shown) }}>
        <span className={classes.cell} role="gridcell">
          <Checkbox
            size="xs"
            aria-label={`Select ${run.id}`}
            checked={isSelected}
            onChange={row.getToggleSelectedHandler()}
          />
        </span>
        {row.getVisibleCells().map((cell) => (
          <span key={cell.id} className={classes.cell} role="gridcell">
            <FlexRender cell={cell} />
          </span>
        ))}
      </div>
      {saysWhy(run) && (
        <div
          className={classes.why}
          role="gridcell"
          title={run.why}
          style={{ color: `var(--rl-${lookOf(run.state).family})` }}
        >
          <Sentence text={run.why} />
        </div>
      )}
    </div>
  );
});
