import { SegmentedControl, Switch, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';

import { useShortcuts } from '../../keyboard/keys.ts';
import { useConnection } from '../../live/live.ts';
import { useNow } from '../../time/clock.ts';
import { formatClock } from '../../time/format-time.ts';
import { useZone } from '../../time/zone.ts';
import { useAxis } from './use-axis.ts';
import { useWaterfallView } from './use-waterfall-view.ts';
import type { RowFilter, VisibleRow } from './visible-rows.ts';
import type { WaterfallModel } from './waterfall-model.ts';
import { WaterfallTable } from './waterfall-table.tsx';
import classes from './waterfall.module.css';
import { readZoom, writeZoom, type Zoom } from './zoom.ts';
import { ZoomControls } from './zoom-controls.tsx';

interface Props {
  readonly answer: WaterfallModel;
  /** The selected step, by its id. */
  readonly step: string | undefined;
  readonly onStep: (step: string, attempt?: string) => void;
  /** The part of time that is shown, as the address has it. */
  readonly zoom: string | undefined;
  readonly onZoom: (zoom: string | undefined) => void;
}

const FILTERS: { value: RowFilter; label: string }[] = [
  { value: 'failed', label: 'Failed' },
  { value: 'critical', label: 'Critical' },
  { value: 'all', label: 'All' },
];

/** What the run did when: filters, keys, and the rows against time. */
export function WaterfallPanel({ answer, step, onStep, zoom: zoomText, onZoom }: Props) {
  const { now, frozenAt } = useWaterfallNow(answer);
  const [width, setWidth] = useState(600);
  const view = useWaterfallView(answer, step);
  const begin = view.model.from;
  const zoom = useMemo(() => readZoom(zoomText, begin), [zoomText, begin]);
  const folding = useAxis(view.model, { now, width, zoom });
  const setZoom = (to: Zoom | null): void => onZoom(to === null ? undefined : writeZoom(to, begin));
  // A group or an attempt can be selected too; only steps have an address.
  const [other, setOther] = useState<string | null>(null);
  const selected = other ?? step;
  const { rows } = view;
  const at = rows.findIndex(({ key }) => key === selected);
  const current = rows[at];

  function select(row: VisibleRow | undefined): void {
    if (row === undefined) return;
    setOther(row.kind === 'step' ? null : row.key);
    const attempt = row.kind === 'attempt' ? row.segments[0]?.spanId : undefined;
    if (row.step !== null) onStep(row.step.id, attempt);
  }
  function goTo(id: string | null): void {
    if (id === null) return;
    view.reveal(id);
    setOther(null);
    onStep(id);
  }
  function fold(open: boolean): void {
    if (current?.expanded === !open) view.toggle(current.key);
  }
  useShortcuts([
    { group: 'Run', keys: 'j', does: 'Next step', act: () => select(rows[at + 1]) },
    { group: 'Run', keys: 'k', does: 'Previous step', act: () => select(rows[Math.max(0, at - 1)]) },
    { group: 'Run', keys: 'ArrowLeft', does: 'Fold the step', act: () => fold(false) },
    { group: 'Run', keys: 'ArrowRight', does: 'Unfold the step', act: () => fold(true) },
    { group: 'Run', keys: 'e', does: 'Next failure', act: () => goTo(view.failureAfter(step ?? null)) },
    {
      group: 'Run',
      keys: 'c',
      does: 'Critical path only',
      act: () => view.setShow(view.show === 'critical' ? 'all' : 'critical'),
    },
  ]);

  return (
    <section className={classes.panel} aria-label="Waterfall">
      <div className={classes.toolbar}>
        <Text fw={600} size="sm">
          Waterfall
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Which steps"
          data={FILTERS}
          value={view.show}
          onChange={view.setShow}
        />
        <Switch
          size="xs"
          label="Fold idle"
          checked={folding.folds}
          onChange={(event) => folding.setFolds(event.currentTarget.checked)}
        />
        <ZoomControls folding={folding} zoom={zoom} now={now} row={current} onZoom={setZoom} />
        <TextInput
          className={classes.find ?? ''}
          size="xs"
          placeholder="Find a step"
          aria-label="Find a step"
          value={view.find}
          onChange={(event) => view.setFind(event.currentTarget.value)}
        />
        {frozenAt !== null && (
          <span className={classes.frozen} role="status">
            Frozen at {frozenAt}: the connection is lost
          </span>
        )}
      </div>
      <WaterfallTable
        view={view}
        folding={folding}
        zoom={zoom}
        onZoom={setZoom}
        now={now}
        selected={selected}
        onSelect={select}
        onWidth={setWidth}
      />
      {rows.length === 0 && (
        <Text p="sm" size="sm" c="dimmed">
          {view.model.rows.length === 0 ? 'No step has begun.' : 'No step is like that.'}
        </Text>
      )}
      {view.model.omitted > 0 && (
        <Text p="sm" size="sm">
          {view.model.omitted.toLocaleString()} more steps are not drawn; the Steps tab lists them all.
        </Text>
      )}
      <Legend live={view.model.live} />
    </section>
  );
}

/** The time at which running bars end: the server's, or when it was last heard from. */
function useWaterfallNow(answer: WaterfallModel): { now: number; frozenAt: string | null } {
  const ticking = useNow();
  const connection = useConnection();
  const zone = useZone();
  if (!answer.live) return { now: answer.to, frozenAt: null };
  if (connection.kind !== 'disconnected') return { now: ticking, frozenAt: null };
  const lastKnown = Math.max(answer.to, connection.since);
  return { now: lastKnown, frozenAt: formatClock(connection.since, zone) };
}

function Legend({ live }: { readonly live: boolean }) {
  const sample = (kind: string | undefined) => (
    <span className={`${classes.mark} ${kind} ${classes.sample}`} data-family="neutral" />
  );
  return (
    <div className={classes.legend}>
      <span>{sample(classes.run)}executed</span>
      <span>{sample(classes.wait)}waited</span>
      <span>{sample(classes.backoff)}backed off</span>
      <span>{sample(classes.queue)}queued</span>
      <span>
        {sample(classes.criticalSample)}critical path{live ? ' so far' : ''}
      </span>
    </div>
  );
}
