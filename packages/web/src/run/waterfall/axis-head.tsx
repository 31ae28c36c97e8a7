import { formatDuration } from '../../time/format-duration.ts';
import { ticksOf, tickText } from './ticks.ts';
import type { AxisPart, Idle, TimeAxis } from './time-axis.ts';
import classes from './waterfall.module.css';

interface Props {
  readonly axis: TimeAxis;
  /** When the run began, in epoch milliseconds. */
  readonly begin: number;
  /** Idle times that were unfolded by hand. */
  readonly unfolded: readonly Idle[];
  /** Folds or unfolds the idle time that begins then. */
  readonly onFold: (from: number) => void;
}

/** The ticks, and a button for every fold. */
export function AxisHead({ axis, begin, unfolded, onFold }: Props) {
  return (
    <>
      {ticksOf(axis, { begin }).map(({ time, x, ms, since }) => (
        <span key={time} className={classes.tick} style={{ left: x }}>
          {since === 'restart' ? '+' : ''}
          {tickText(ms)}
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
            title={`${fold.why}: ${text}, folded. Press to unfold.`}
            aria-label={`Unfold ${text} of idle time: ${fold.why}`}
            onClick={() => onFold(fold.from)}
          >
            {text.length * FOLD_LETTER_PX <= width ? text : '⋯'}
          </button>
        );
      })}
      {unfolded.map(({ from, to, why }) => {
        const text = formatDuration(to - from);
        return (
          <button
            key={from}
            type="button"
            className={classes.refold}
            style={{ left: (axis.position(from) + axis.position(to)) / 2 }}
            title={`${why}: ${text}. Press to fold.`}
            aria-label={`Fold ${text} of idle time: ${why}`}
            onClick={() => onFold(from)}
          >
            →{text}←
          </button>
        );
      })}
    </>
  );
}

const FOLD_LETTER_PX = 6.8;

/** The ticks as lines behind the rows. */
export function TickLines({ axis, begin }: Pick<Props, 'axis' | 'begin'>) {
  return ticksOf(axis, { begin }).map(({ time, x }) => (
    <span key={time} className={classes.tickLine} style={{ left: x }} />
  ));
}

/** The folds of a row. */
export function FoldColumns({ axis }: { readonly axis: TimeAxis }) {
  return foldsOf(axis).map(({ fold, x, width }) => (
    <span key={fold.from} className={classes.foldColumn} style={{ left: x, width }} />
  ));
}

/** The parts of an axis that are folded. */
export function foldsOf(axis: TimeAxis): (AxisPart & { readonly fold: NonNullable<AxisPart['fold']> })[] {
  return axis.parts.flatMap((part) => (part.fold === null ? [] : [{ ...part, fold: part.fold }]));
}
