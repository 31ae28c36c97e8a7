import { useMemo, useState, type PointerEvent } from 'react';

import { activityOf } from './activity.ts';
import { foldsOf } from './axis-head.tsx';
import type { TimeAxis } from './time-axis.ts';
import type { WaterfallModel } from './waterfall-model.ts';
import classes from './minimap.module.css';
import { zoomBetween, type Zoom } from './zoom.ts';

const HEIGHT_PX = 32;
const BUCKET_PX = 6;
/** Who moves less than that did not mean to drag. */
const LEAST_DRAG_PX = 4;

interface Props {
  readonly model: WaterfallModel;
  /** From the run's beginning to its end. */
  readonly whole: TimeAxis;
  readonly zoom: Zoom | null;
  readonly now: number;
  readonly onZoom: (zoom: Zoom | null) => void;
  /** A time was chosen. */
  readonly onPick: (time: number) => void;
}

/**
 * The whole run small: how much went on when, where something failed. A drag zooms to what it covers, a double press back
 * to the whole, a press leads to what went on there. The toolbar and the keys do the same.
 */
export function Minimap({ model, whole, zoom, now, onZoom, onPick }: Props) {
  const drag = useDrag((from, to) => {
    if (Math.abs(to - from) >= LEAST_DRAG_PX) onZoom(zoomBetween(whole, from, to));
    else onPick(whole.time(to));
  });
  const seen = zoom === null ? null : [whole.position(zoom.from), whole.position(zoom.to)];
  const [left, right] = drag.covers ?? seen ?? [0, 0];
  return (
    <svg
      className={classes.minimap}
      aria-hidden="true"
      data-minimap
      onDoubleClick={() => onZoom(null)}
      {...drag.handlers}
    >
      <title>Drag to zoom, double press for the whole run</title>
      <Activity model={model} axis={whole} now={now} />
      {foldsOf(whole).map(({ fold, x, width }) => (
        <path
          key={fold.from}
          d={`M${x + width / 2} 4l-3 5 6 6-6 6 3 6`}
          fill="none"
          stroke="var(--rl-neutral)"
          strokeWidth="1.5"
        />
      ))}
      {right > left && (
        <>
          <rect className={classes.shade} x={0} y={0} width={left} height={HEIGHT_PX} />
          <rect
            className={classes.shade}
            x={right}
            y={0}
            width={Math.max(0, whole.width - right)}
            height={HEIGHT_PX}
          />
          <rect
            className={classes.lens}
            x={left + 0.5}
            y={0.5}
            width={Math.max(1, right - left - 1)}
            height={HEIGHT_PX - 1}
          />
        </>
      )}
    </svg>
  );
}

function Activity({ model, axis, now }: { model: WaterfallModel; axis: TimeAxis; now: number }) {
  const count = Math.max(1, Math.floor(axis.width / BUCKET_PX));
  const buckets = useMemo(() => activityOf(model.rows, { axis, count, now }), [model, axis, count, now]);
  const most = Math.max(1, ...buckets.map(({ busy }) => busy));
  const pitch = axis.width / count;
  const heightOf = (busy: number): number => (busy === 0 ? 0 : Math.max(3, (busy / most) * (HEIGHT_PX - 8)));
  const outline = buckets.map(({ busy }) => `V${HEIGHT_PX - heightOf(busy)}h${pitch}`).join('');
  return (
    <>
      <path d={`M0 ${HEIGHT_PX}${outline}V${HEIGHT_PX}z`} className={classes.activity} />
      {buckets.map(({ failed }, index) =>
        failed ? (
          <rect key={index} x={index * pitch} y={2} width={2} height={HEIGHT_PX - 2} fill="var(--rl-bad)" />
        ) : null,
      )}
    </>
  );
}

interface Drag {
  /** The pixels from left to right that are covered so far; null while nobody drags. */
  readonly covers: readonly [number, number] | null;
  readonly handlers: Record<
    'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel',
    (event: PointerEvent<SVGElement>) => void
  >;
}

/** Follows a pointer from where it is pressed to where it is let go, also beyond the element. */
function useDrag(onDone: (from: number, to: number) => void): Drag {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const pixelOf = ({ clientX, currentTarget }: PointerEvent<SVGElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(width, Math.max(0, clientX - left));
  };
  return {
    covers: drag === null ? null : [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)],
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: pixelOf(event), to: pixelOf(event) });
      },
      onPointerMove: (event) => drag !== null && setDrag({ ...drag, to: pixelOf(event) }),
      onPointerUp(event) {
        if (drag !== null) onDone(drag.from, pixelOf(event));
        setDrag(null);
      },
      onPointerCancel: () => setDrag(null),
    },
  };
}
