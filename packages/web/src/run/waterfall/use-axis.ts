import { useMemo, useState } from 'react';

import { chooseFolds, timeAxis, type Idle, type TimeAxis } from './time-axis.ts';
import type { WaterfallModel } from './waterfall-model.ts';
import type { Zoom } from './zoom.ts';

export interface Folding {
  /** What is looked at. */
  readonly axis: TimeAxis;
  /** The run from its beginning to its end; the same where nothing is zoomed to. */
  readonly whole: TimeAxis;
  /** Whether idle times are folded at all. */
  readonly folds: boolean;
  readonly setFolds: (folds: boolean) => void;
  /** Opens a fold, or folds it again, by its beginning. */
  readonly toggle: (from: number) => void;
  /** The idle times in sight that were opened by hand. */
  readonly unfolded: readonly Idle[];
}

interface View {
  readonly now: number;
  readonly width: number;
  readonly zoom: Zoom | null;
}

/** The axis of a run on `width` pixels, with its idle times folded. */
export function useAxis(model: WaterfallModel, { now, width, zoom }: View): Folding {
  const [folds, setFolds] = useState(true);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const to = model.live ? Math.max(model.to, now) : model.to;
  const whole = useFolded(model, { from: model.from, to, width, folds, opened });
  const part = useFolded(model, { ...(zoom ?? { from: model.from, to }), width, folds, opened });
  return {
    axis: zoom === null ? whole : part,
    whole,
    folds,
    setFolds,
    unfolded: folds
      ? idleUntil(to, model).filter((idle) => opened.has(idle.from) && overlaps(idle, zoom))
      : [],
    toggle: (from) => setOpened((before) => toggled(before, from)),
  };
}

function overlaps(idle: Idle, zoom: Zoom | null): boolean {
  return zoom === null || (idle.from < zoom.to && idle.to > zoom.from);
}

interface Extent extends Zoom, Pick<Folding, 'folds'> {
  readonly width: number;
  /** The folds that were opened by hand. */
  readonly opened: ReadonlySet<number>;
}

/**
 * An axis of a part of a run. What is folded is decided anew when an idle time begins or ends, not as time passes: else
 * what a person looks at would jump.
 */
function useFolded(model: WaterfallModel, { from, to, width, folds, opened }: Extent): TimeAxis {
  const structure = [
    folds,
    model.live,
    from,
    model.live && to >= model.to ? 'now' : to,
    [...opened].join(' '),
    ...model.idle.map((idle) => (idle.to >= model.to ? idle.from : `${idle.from} ${idle.to}`)),
  ].join();
  const chosen = useMemo(
    () => (folds ? chooseFolds({ from, to }, idleUntil(to, model), opened) : new Set<number>()),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `structure` stands for what decides
    [structure],
  );
  return useMemo(
    () => timeAxis({ from, to, width, idle: idleUntil(to, model), folds: chosen }),
    [model, from, to, width, chosen],
  );
}

/** The idle times of a run; the last one of a run that still waits grows with it. */
function idleUntil(to: number, { live, idle, to: known }: WaterfallModel): readonly Idle[] {
  const last = idle.at(-1);
  return live && last !== undefined && last.to >= known
    ? [...idle.slice(0, -1), { ...last, to: Math.max(last.to, to) }]
    : idle;
}

/** The set with an item, or without it if it was there. */
export function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const changed = new Set(set);
  if (!changed.delete(item)) changed.add(item);
  return changed;
}
