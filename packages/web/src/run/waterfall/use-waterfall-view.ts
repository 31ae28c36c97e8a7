import { useMemo, useState } from 'react';

import { toggled } from './use-axis.ts';
import { nextFailure, revealing, visibleRows, type RowFilter, type VisibleRow } from './visible-rows.ts';
import { settleOrder, type WaterfallModel } from './waterfall-model.ts';

export interface WaterfallView {
  readonly model: WaterfallModel;
  readonly rows: readonly VisibleRow[];
  readonly show: RowFilter;
  readonly find: string;
  readonly setShow: (show: RowFilter) => void;
  readonly setFind: (find: string) => void;
  readonly toggle: (key: string) => void;
  /** Unfolds what hides a step. */
  readonly reveal: (stepId: string) => void;
  /** The step that failed next after another. */
  readonly failureAfter: (stepId: string | null) => string | null;
}

/** What a person sees of a run's steps. Rows stay where they were seen. */
export function useWaterfallView(answer: WaterfallModel, selected: string | undefined): WaterfallView {
  const [show, setShow] = useState<RowFilter>('all');
  const [find, setFind] = useState('');
  const [byHand, setByHand] = useState<ReadonlySet<string> | null>(null);
  const [settled, setSettled] = useState({ answer, model: answer });
  if (settled.answer !== answer) {
    const known = settled.model.rows.map(({ id }) => id);
    setSettled({ answer, model: { ...answer, rows: settleOrder(known, answer.rows) } });
  }
  const { model } = settled;
  // Until somebody folds something, what the address names is unfolded.
  const view = useMemo(() => {
    const plain = { show, find, toggled: byHand ?? new Set<string>() };
    if (byHand !== null || selected === undefined) return plain;
    return { ...plain, toggled: revealing(model, plain, selected) };
  }, [model, show, find, byHand, selected]);
  const rows = useMemo(() => visibleRows(model, view), [model, view]);
  return {
    model,
    rows,
    show,
    find,
    setShow,
    setFind,
    toggle: (key) => setByHand(toggled(view.toggled, key)),
    reveal: (stepId) => setByHand(revealing(model, view, stepId)),
    failureAfter: (stepId) => nextFailure(model, stepId),
  };
}
