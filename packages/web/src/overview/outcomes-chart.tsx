import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import type { Outcomes } from '../api.ts';
import { STATES, type StateName } from '../status/states.ts';

interface OutcomesChartProps {
  readonly buckets: Outcomes['buckets'];
  readonly states: readonly StateName[];
  readonly label: (at: string) => string;
  readonly onHour: (bucket: { readonly from: string; readonly to: string }) => void;
}

/** Stacked bars; the table beside it says the same to those who can't see or point. */
export function OutcomesChart({ buckets, states, label, onHour }: OutcomesChartProps) {
  const data = buckets.map(({ from, to, by_state }) => ({ ...by_state, from, to, name: label(from) }));
  return (
    <ResponsiveContainer width="100%" height={180}>
      <BarChart
        data={data}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        onClick={({ activeIndex }) => {
          const bucket = buckets[Number(activeIndex)];
          if (bucket !== undefined) onHour(bucket);
        }}
      >
        <XAxis dataKey="name" stroke="var(--mantine-color-dimmed)" fontSize={11} tickLine={false} />
        <YAxis
          allowDecimals={false}
          width={32}
          stroke="var(--mantine-color-dimmed)"
          fontSize={11}
          tickLine={false}
        />
        <Tooltip
          cursor={{ fill: 'var(--rl-page)' }}
          contentStyle={{ background: 'var(--rl-surface)', borderColor: 'var(--rl-border)' }}
        />
        {states.map((state) => (
          <Bar
            key={state}
            dataKey={state}
            name={STATES[state].word}
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
