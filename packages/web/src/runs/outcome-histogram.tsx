import { Text } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type PointerEvent } from 'react';

import { runlight, type Outcomes } from '../api.ts';
import { useThrottledChanges } from '../live/live.ts';
import { lookOf } from '../status/states.ts';
import { FAMILIES, type Family } from '../theme/status-colors.ts';
import { formatMinute } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import { questionOf, type ListFilter } from './list-search.ts';
import classes from './runs-page.module.css';

const BUCKETS = 60;
const HEIGHT = 36;
const RECOUNT_MS = 3000;

interface HistogramProps {
  readonly filter: ListFilter;
  readonly onRange: (from: string, to: string) => void;
}

/** How many runs came to what, by time; dragging over it sets the time filter. */
export function OutcomeHistogram({ filter, onRange }: HistogramProps) {
  const queries = useQueryClient();
  const zone = useZone();
  const outcomes = useQuery({
    queryKey: ['runs', 'outcomes', filter],
    queryFn: ({ signal }) =>
      runlight.getOutcomes({ query: { ...questionOf(filter), buckets: BUCKETS }, signal }),
    placeholderData: keepPreviousData,
  });
  useThrottledChanges(() => queries.invalidateQueries({ queryKey: ['runs', 'outcomes'] }), RECOUNT_MS);
  const [drag, setDrag] = useState<{ readonly start: number; readonly end: number }>();

  const buckets = outcomes.data?.buckets ?? [];
  const first = buckets[0];
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return null;
  const counts = buckets.map(({ by_state }) => byFamily(by_state));
  const most = Math.max(1, ...counts.map(({ total }) => total));
  const sum = counts.reduce((all, { total }) => all + total, 0);
  const width = buckets.length * 10;

  const indexAt = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width: px } = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / px) * buckets.length);
    return Math.min(buckets.length - 1, Math.max(0, index));
  };
  const finish = (): void => {
    if (drag === undefined) return;
    const [from, to] = [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)];
    setDrag(undefined);
    const [one, other] = [buckets[from], buckets[to]];
    if (one !== undefined && other !== undefined) onRange(one.from, other.to);
  };
  return (
    <figure className={classes.histogram}>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${sum} runs from ${formatMinute(first.from, zone)} to ${formatMinute(last.to, zone)}, at most ${most} in one of ${buckets.length} parts`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const index = indexAt(event);
          setDrag({ start: index, end: index });
        }}
        onPointerMove={(event) => drag !== undefined && setDrag({ ...drag, end: indexAt(event) })}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(undefined)}
      >
        {counts.map(({ families }, index) => {
          let y = HEIGHT;
          const bucket = buckets[index];
          return (
            <g key={bucket?.from}>
              {families.map(([family, count]) => {
                const height = (count / most) * HEIGHT;
                y -= height;
                return (
                  <rect
                    key={family}
                    x={index * 10 + 1}
                    y={y}
                    width={8}
                    height={height}
                    fill={`var(--rl-${family})`}
                  />
                );
              })}
              <rect x={index * 10} y={0} width={10} height={HEIGHT} fill="transparent">
                <title>{bucket && titleOf(bucket, zone)}</title>
              </rect>
            </g>
          );
        })}
        {drag !== undefined && (
          <rect
            x={Math.min(drag.start, drag.end) * 10}
            y={0}
            width={(Math.abs(drag.end - drag.start) + 1) * 10}
            height={HEIGHT}
            fill="var(--rl-active)"
            opacity={0.25}
          />
        )}
      </svg>
      <figcaption>
        <Text size="xs" c="dimmed" span>
          {formatMinute(first.from, zone)}
        </Text>
        <Text size="xs" c="dimmed" span>
          <span className={classes.wide}>
            {filter.backfill === undefined && 'without backfills · '}drag to set the time ·{' '}
          </span>
          {sum === 0 ? 'no run ended' : `most in one bar: ${most}`}
        </Text>
        <Text size="xs" c="dimmed" span>
          {formatMinute(last.to, zone)}
        </Text>
      </figcaption>
    </figure>
  );
}

function byFamily(states: Readonly<Record<string, number>>) {
  const sums = new Map<Family, number>();
  let total = 0;
  for (const [state, count] of Object.entries(states)) {
    const { family } = lookOf(state);
    sums.set(family, (sums.get(family) ?? 0) + count);
    total += count;
  }
  return { total, families: FAMILIES.flatMap((family) => [[family, sums.get(family) ?? 0] as const]) };
}

function titleOf(bucket: Outcomes['buckets'][number], zone: 'local' | 'UTC'): string {
  const counts = Object.entries(bucket.by_state).map(([state, count]) => `${count} ${lookOf(state).word}`);
  return `${formatMinute(bucket.from, zone)} – ${formatMinute(bucket.to, zone)}: ${counts.join(', ') || 'none'}`;
}
