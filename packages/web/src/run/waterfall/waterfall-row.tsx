import { VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';

import { lookOf } from '../../status/states.ts';
import { StatusShape } from '../../status/status-shape.tsx';
import { formatDuration } from '../../time/format-duration.ts';
import { FoldColumns } from './axis-head.tsx';
import { MarkShape } from './mark-shape.tsx';
import { marksOf } from './marks.ts';
import type { TimeAxis } from './time-axis.ts';
import type { VisibleRow } from './visible-rows.ts';
import classes from './waterfall.module.css';

export const ROW_HEIGHT_PX = 28;
const INDENT_PX = 14;

interface Props {
  readonly row: VisibleRow;
  readonly id: string;
  /** From 1; the head is the first row. */
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly axis: TimeAxis;
  readonly now: number;
  readonly critical: ReadonlySet<string>;
  readonly onSelect: (row: VisibleRow) => void;
  readonly onToggle: (key: string) => void;
}

/** One row: what it is, and what it did when. */
export const WaterfallRow = memo(function WaterfallRow(props: Props) {
  const { row, id, index, top, selected, axis, now, critical, onSelect, onToggle } = props;
  const { family } = lookOf(row.status);
  const marks = marksOf(row.segments, { axis, now, critical });
  return (
    <div
      role="row"
      id={id}
      className={classes.row}
      style={{ top }}
      aria-rowindex={index}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-selected={selected}
      {...(row.expanded !== null && { 'aria-expanded': row.expanded })}
      data-step={row.key}
      tabIndex={-1}
      onClick={() => onSelect(row)}
      onKeyDown={({ key, target, currentTarget }) => {
        if (key === 'Enter' && target === currentTarget) onSelect(row);
      }}
    >
      <div
        role="gridcell"
        className={classes.name}
        style={{ paddingInlineStart: 8 + (row.level - 1) * INDENT_PX }}
      >
        {row.expanded === null ? (
          <span className={classes.toggle} />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className={classes.toggle}
            aria-label={`${row.expanded ? 'Fold' : 'Unfold'} ${row.label}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(row.key);
            }}
          >
            <IconChevronRight size={14} data-open={row.expanded || undefined} />
          </button>
        )}
        <span style={{ color: `var(--rl-${family})`, display: 'inline-flex' }}>
          <StatusShape state={row.status} size={13} />
        </span>
        <span className={classes.label} title={row.label}>
          {row.label}
        </span>
        <span className={classes.count}>{countText(row)}</span>
      </div>
      <div role="gridcell" className={classes.track}>
        <VisuallyHidden>{inWords(row, now)}</VisuallyHidden>
        <FoldColumns axis={axis} />
        {marks.map((mark) => (
          <MarkShape key={`${mark.kind}${mark.spanId}${mark.from}`} mark={mark} />
        ))}
        {marks.length === 0 && <Beside row={row} axis={axis} />}
      </div>
    </div>
  );
});

function countText({ members, attempts }: VisibleRow): string {
  if (members !== null) return `× ${members.count}${members.failed > 0 ? `, ${members.failed} failed` : ''}`;
  return attempts > 1 ? `×${attempts}` : '';
}

/** Where to look for what the zoom does not show. */
function Beside({ row, axis }: Pick<Props, 'row' | 'axis'>) {
  const isEarlier = row.segments.every(({ to }) => to !== null && to < axis.from);
  return <span className={classes.beside} data-side={isEarlier ? 'left' : 'right'} />;
}

/** A row without looking at it. */
function inWords({ status, segments, attempts }: VisibleRow, now: number): string {
  const total = (kind: string) =>
    segments
      .filter((segment) => segment.kind === kind)
      .reduce((sum, { from, to }) => sum + Math.max(0, (to ?? now) - from), 0);
  const waited = total('wait');
  return [
    lookOf(status).word,
    `executed ${formatDuration(total('run'))}`,
    waited > 0 ? `waited ${formatDuration(waited)}` : null,
    attempts > 1 ? `${attempts} attempts` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
