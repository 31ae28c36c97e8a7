import { Text } from '@mantine/core';

import type { RunDetail } from '../api.ts';
import { useNow } from '../time/clock.ts';
import { formatDuration } from '../time/format-duration.ts';
import { Duration, Time } from '../time/time.tsx';

type Gate = NonNullable<RunDetail['gate']>;

/** What holds the run, for how long and until when by the server's clock, and when people were reminded of it. */
export function HoldFacts({ gate }: { readonly gate: Gate }) {
  const reminded = gate.reminded_at.at(-1);
  return (
    <>
      <dt>{gate.kind === 'blocked' ? 'BLOCKED' : 'WAITS'}</dt>
      <dd>
        <Text size="sm" component="div" data-wait-clock>
          {gate.name !== gate.kind && `${gate.name} · `}
          for <Duration ms={null} since={gate.since} />
          {gate.until !== null && <TimeLeft until={gate.until} />}
          {reminded !== undefined && (
            <>
              {' · '}
              {gate.reminded_at.length === 1
                ? 'reminded '
                : `reminded ${gate.reminded_at.length} times, last `}
              <Time at={reminded} />
            </>
          )}
        </Text>
      </dd>
    </>
  );
}

function TimeLeft({ until }: { readonly until: string }) {
  const leftMs = Date.parse(until) - useNow();
  return (
    <Text span size="sm" fw={600} c={leftMs < 0 ? 'var(--rl-bad)' : 'var(--rl-person)'}>
      {' · '}
      {leftMs < 0 ? `${formatDuration(-leftMs)} over its time` : `${formatDuration(leftMs)} left`}
    </Text>
  );
}
