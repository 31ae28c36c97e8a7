import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import type { Outcomes } from '../api.ts';
import { STATES, type StateName } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { formatHour, formatMinute } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import classes from './overview.module.css';

type Bucket = Outcomes['buckets'][number];

interface OutcomesChartProps {
  readonly buckets: readonly Bucket[];
  readonly states: readonly StateName[];
  readonly onHour: (bucket: Bucket) => void;
}

/** Stacked bars; the table beside it says the same to those who can't see or point. */
export function OutcomesChart({ buckets, states, onHour }: OutcomesChartProps) {
  const zone = useZone();
  const data = buckets.map(({ from, by_state }) => ({ ...by_state, name: formatHour(from, zone) }));
  const axis = { stroke: 'var(--mantine-color-dimmed)', fontSize: 11, tickLine: false, axisLine: false };
  return (
    <ResponsiveContainer width="100%" height={180}>
      <BarChart
        data={data}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
        style={{ cursor: 'pointer' }}
        onClick={({ activeIndex }) => {
          const bucket = buckets[Number(activeIndex)];
          if (bucket !== undefined) onHour(bucket);
        }}
      >
        <CartesianGrid vertical={false} stroke="var(--rl-border)" />
        <XAxis dataKey="name" minTickGap={24} {...axis} />
        <YAxis allowDecimals={false} width={32} {...axis} />
        <Tooltip
          cursor={{ fill: 'var(--rl-neutral-tint)' }}
          isAnimationActive={false}
          content={<Tip buckets={buckets} states={states} />}
        />
        {states.map((state) => (
          <Bar
            key={state}
            dataKey={state}
            stackId="all"
            fill={`var(--rl-${STATES[state].family})`}
            stroke="var(--rl-surface)"
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

interface TipProps {
  readonly buckets: readonly Bucket[];
  readonly states: readonly StateName[];
  /** Which bar is pointed at; the chart gives it. */
  readonly activeIndex?: string | number | undefined;
}

function Tip({ buckets, states, activeIndex }: TipProps) {
  const zone = useZone();
  const bucket = buckets[Number(activeIndex)];
  if (bucket === undefined) return null;
  const counted = states.filter((state) => (bucket.by_state[state] ?? 0) > 0);
  return (
    <div className={classes.tip}>
      <strong>
        {formatMinute(bucket.from, zone)} – {formatHour(bucket.to, zone)}
      </strong>
      {counted.length === 0 && 'No run ended'}
      {counted.map((state) => (
        <span key={state}>
          <Status state={state} /> {bucket.by_state[state]}
        </span>
      ))}
    </div>
  );
}
