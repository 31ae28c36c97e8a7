import { formatDuration } from '../../time/format-duration.ts';
import { ticksOf } from './ticks.ts';
import type { AxisPart, TimeAxis } from './time-axis.ts';
import classes from './waterfall.module.css';

const FOLD_LABEL_FROM_PX = 30;

/** The ticks, and a button for every fold. */
export function AxisHead({
  axis,
  onFold,
}: {
  readonly axis: TimeAxis;
  readonly onFold: (from: number) => void;
}) {
  return (
    <>
      {ticksOf(axis).map(({ time, x, ms, since }) => (
        <span key={time} className={classes.tick} style={{ left: x }}>
          {since === 'fold' ? '+' : ''}
          {formatDuration(ms)}
        </span>
      ))}
      {foldsOf(axis).map(({ fold, x, width }) => {
        const text = formatDuration(fold.to - fold.from);
        return (
          <button
            key={fold.from}
            type="button"
            className={classes.fold}
            style={{ left: x, width }}
            title={`${fold.why}: ${text}, folded`}
            aria-label={`Unfold ${text} of idle time: ${fold.why}`}
            onClick={() => onFold(fold.from)}
          >
            {width >= FOLD_LABEL_FROM_PX ? `⌇${text}` : '⌇'}
          </button>
        );
      })}
    </>
  );
}

/** The parts of an axis that are folded. */
export function foldsOf(axis: TimeAxis): (AxisPart & { readonly fold: NonNullable<AxisPart['fold']> })[] {
  return axis.parts.flatMap((part) => (part.fold === null ? [] : [{ ...part, fold: part.fold }]));
}
