import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useEffectEvent, useId, useRef } from 'react';

import { AxisHead, TickLines } from './axis-head.tsx';
import { Minimap } from './minimap.tsx';
import { RunRow } from './run-row.tsx';
import type { Folding } from './use-axis.ts';
import type { WaterfallView } from './use-waterfall-view.ts';
import type { VisibleRow } from './visible-rows.ts';
import { ROW_HEIGHT_PX, WaterfallRow } from './waterfall-row.tsx';
import classes from './waterfall.module.css';
import type { Zoom } from './zoom.ts';

interface Props {
  readonly view: WaterfallView;
  readonly folding: Folding;
  readonly zoom: Zoom | null;
  readonly onZoom: (zoom: Zoom | null) => void;
  readonly now: number;
  /** The row that is selected, by its key. */
  readonly selected: string | undefined;
  readonly onSelect: (row: VisibleRow) => void;
  readonly onWidth: (width: number) => void;
}

const OVERSCAN = 10;
/** The head and the run itself. */
const ROWS_ABOVE = 2;

/** The rows against time. However many they are, only those in sight are in the page. */
export function WaterfallTable(props: Props) {
  const { view, folding, zoom, onZoom, now, selected, onSelect, onWidth } = props;
  const { rows, model } = view;
  const { axis, whole } = folding;
  const ids = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: track, width } = useElementSize();
  const tellWidth = useEffectEvent(onWidth);
  useEffect(() => {
    if (width > 0) tellWidth(width);
  }, [width]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const selectedIndex = rows.findIndex(({ key }) => key === selected);
  const showSelected = useEffectEvent(() => {
    if (selectedIndex !== -1) virtual.scrollToIndex(selectedIndex, { align: 'auto' });
  });
  useEffect(() => showSelected(), [selected]);
  const { toggle } = view;
  const onToggle = useLatest(toggle);
  const onChosen = useLatest(onSelect);
  const pick = (time: number): void => {
    const index = rows.findIndex(({ segments }) => segments.some(({ to }) => (to ?? now) >= time));
    if (index !== -1) virtual.scrollToIndex(index, { align: 'start' });
  };
  return (
    <div
      role="treegrid"
      aria-label="Waterfall"
      aria-rowcount={rows.length + ROWS_ABOVE}
      aria-colcount={2}
      tabIndex={0}
      className={classes.grid}
      {...(selectedIndex !== -1 && { 'aria-activedescendant': `${ids}${selected}` })}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
          <div role="columnheader" className={classes.name}>
            Step
          </div>
          <div role="columnheader" aria-label="Time" className={classes.track} ref={track}>
            <AxisHead axis={axis} begin={model.from} unfolded={folding.unfolded} onFold={folding.toggle} />
          </div>
        </div>
      </div>
      <div className={classes.overview} role="presentation">
        <Minimap model={model} whole={whole} zoom={zoom} now={now} onZoom={onZoom} onPick={pick} />
      </div>
      <div role="rowgroup">
        <RunRow model={model} axis={axis} now={now} />
      </div>
      <div role="rowgroup" ref={scroller} className={classes.body}>
        <div role="presentation" className={classes.space} style={{ height: virtual.getTotalSize() }}>
          <div className={classes.tickLines} role="presentation">
            <TickLines axis={axis} begin={model.from} />
          </div>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <WaterfallRow
                key={key}
                id={`${ids}${row.key}`}
                row={row}
                index={index + ROWS_ABOVE + 1}
                top={start}
                selected={row.key === selected}
                axis={axis}
                now={now}
                critical={model.critical}
                onSelect={onChosen}
                onToggle={onToggle}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** A function that stays the same and calls the latest one: rows that did not change are not drawn again. */
function useLatest<A extends readonly unknown[]>(latest: (...args: A) => void): (...args: A) => void {
  const current = useRef(latest);
  useEffect(() => {
    current.current = latest;
  });
  return useCallback((...args: A) => current.current(...args), []);
}
