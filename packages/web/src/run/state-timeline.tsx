import { Button, Text, VisuallyHidden } from '@mantine/core';
import { useMemo, useState } from 'react';

import type { RunDetail } from '../api.ts';
import { Status } from '../status/status.tsx';
import { Duration } from '../time/time.tsx';
import classes from './run.module.css';
import { StateGraph } from './state-graph.tsx';
import { retryTimes, type WaterfallModel } from './waterfall/waterfall-model.ts';

type StateSpan = RunDetail['states'][number];

interface Props {
  readonly run: RunDetail;
  /** By which steps were tried again; undefined until it is there. */
  readonly waterfall: WaterfallModel | undefined;
}

/** A state with how often steps were tried again in it. */
export interface RetriedSpan extends StateSpan {
  readonly retries: number;
}

/** The states of a run: one after the other, or as a graph of which led to which. */
export function StateTimeline({ run, waterfall }: Props) {
  const [asGraph, setAsGraph] = useState(false);
  const states = useMemo(() => withRetries(run.states, waterfall), [run.states, waterfall]);
  return (
    <section className={`${classes.section} ${classes.head}`} aria-label="States">
      {asGraph ? <StateGraph states={states} /> : <StateList states={states} />}
      <Button size="compact-xs" variant="subtle" onClick={() => setAsGraph(!asGraph)}>
        {asGraph ? 'As a sequence' : 'As a graph'}
      </Button>
    </section>
  );
}

function withRetries(states: readonly StateSpan[], waterfall: WaterfallModel | undefined): RetriedSpan[] {
  const times = waterfall === undefined ? [] : retryTimes(waterfall);
  return states.map((span) => {
    const [from, to] = [Date.parse(span.from), span.to === null ? Infinity : Date.parse(span.to)];
    return { ...span, retries: times.filter((time) => time >= from && time < to).length };
  });
}

function StateList({ states }: { readonly states: readonly RetriedSpan[] }) {
  return (
    <ol className={classes.timeline}>
      {states.map((span) => (
        <li key={span.from + span.state}>
          <Status state={span.state} />{' '}
          {span.duration_ms > 0 && (
            <Duration ms={span.duration_ms} since={span.to === null ? span.from : undefined} />
          )}
          {span.retries > 0 && (
            <span className={classes.retries} title={retriesText(span.retries)}>
              ↻ {span.retries}
              <VisuallyHidden> {retriesText(span.retries)}</VisuallyHidden>
            </span>
          )}
          {remarkOf(span) !== '' && (
            <Text span size="sm" c="dimmed">
              {' '}
              ({remarkOf(span)})
            </Text>
          )}
        </li>
      ))}
    </ol>
  );
}

function retriesText(count: number): string {
  return count === 1 ? '1 retry of a step' : `${count} retries of steps`;
}

function remarkOf({ note, actor, inferred }: StateSpan): string {
  return [note, actor === null ? null : `by ${actor}`, inferred ? 'inferred' : null]
    .filter((part) => part !== null)
    .join(', ');
}
