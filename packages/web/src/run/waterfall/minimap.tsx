import { useMemo } from 'react';

import { activityOf } from './activity.ts';
import { foldsOf } from './axis-head.tsx';
import type { TimeAxis } from './time-axis.ts';
import type { WaterfallModel } from './waterfall-model.ts';
import classes from './waterfall.module.css';

const HEIGHT_PX = 28;
const BUCKET_PX = 6;

interface Props {
  readonly model: WaterfallModel;
  readonly axis: TimeAxis;
  readonly now: number;
  /** A time was chosen. */
  readonly onPick: (time: number) => void;
}

/** The whole run small: how much went on when, where something failed. A press leads to what went on there. */
export function Minimap({ model, axis, now, onPick }: Props) {
  const count = Math.max(1, Math.floor(axis.width / BUCKET_PX));
  const buckets = useMemo(() => activityOf(model.rows, { axis, count, now }), [model, axis, count, now]);
  const most = Math.max(1, ...buckets.map(({ busy }) => busy));
  const pitch = axis.width / count;
  return (
    <svg
      className={classes.minimap}
      aria-hidden="true"
      onClick={({ nativeEvent: { offsetX } }) => onPick(axis.time(offsetX))}
    >
      {buckets.map(({ busy, failed }, index) => {
        if (busy === 0) return null;
        const height = Math.max(2, (busy / most) * (HEIGHT_PX - 4));
        return (
          <rect
            key={index}
            x={index * pitch}
            y={HEIGHT_PX - height}
            width={Math.max(1, pitch - 1)}
            height={height}
            fill={failed ? 'var(--rl-bad)' : 'var(--rl-active)'}
          />
        );
      })}
      {foldsOf(axis).map(({ fold, x, width }) => (
        <path
          key={fold.from}
          d={`M${x + width / 2} 2l-3 5 6 6-6 6 3 6`}
          fill="none"
          stroke="var(--rl-neutral)"
          strokeWidth="1.5"
        />
      ))}
    </svg>
  );
}
