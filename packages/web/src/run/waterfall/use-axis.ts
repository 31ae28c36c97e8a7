import { useMemo, useState } from 'react';

import { chooseFolds, timeAxis, type Idle, type TimeAxis } from './time-axis.ts';
import type { WaterfallModel } from './waterfall-model.ts';

export interface Folding {
  readonly axis: TimeAxis;
  /** Whether idle times are folded at all. */
  readonly folds: boolean;
  readonly setFolds: (folds: boolean) => void;
  /** Opens a fold, or folds it again, by its beginning. */
  readonly toggle: (from: number) => void;
  /** The folds that were opened by hand. */
  readonly opened: ReadonlySet<number>;
}

/**
 * The axis of a run on `width` pixels, with its idle times folded. What is folded is decided anew when an idle time
 * begins or ends, not as time passes: else what a person looks at would jump.
 */
export function useAxis(model: WaterfallModel, now: number, width: number): Folding {
  const [folds, setFolds] = useState(true);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const to = model.live ? Math.max(model.to, now) : model.to;
  const structure = [
    folds,
    model.live,
    [...opened].join(' '),
    ...model.idle.map(({ from, to: end }) => (end >= model.to ? from : `${from} ${end}`)),
  ].join();
  const chosen = useMemo(
    () => (folds ? chooseFolds({ from: model.from, to }, idleUntil(to, model), opened) : new Set<number>()),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `structure` stands for what decides
    [structure],
  );
  const axis = useMemo(
    () => timeAxis({ from: model.from, to, width, idle: idleUntil(to, model), folds: chosen }),
    [model, to, width, chosen],
  );
  return {
    axis,
    folds,
    setFolds,
    opened,
    toggle: (from) => setOpened((before) => toggled(before, from)),
  };
}

/** The idle times of a run; the last one of a run that still waits grows with it. */
function idleUntil(to: number, { live, idle, to: known }: WaterfallModel): readonly Idle[] {
  const last = idle.at(-1);
  return live && last !== undefined && last.to >= known ? [...idle.slice(0, -1), { ...last, to }] : idle;
}

/** The set with an item, or without it if it was there. */
export function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const changed = new Set(set);
  if (!changed.delete(item)) changed.add(item);
  return changed;
}
