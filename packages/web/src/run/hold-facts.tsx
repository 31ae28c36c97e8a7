import { Text } from '@mantine/core';

import type { RunDetail } from '../api.ts';
import { useMay } from '../shell/me.ts';
import { useNow } from '../time/clock.ts';
import { formatDuration } from '../time/format-duration.ts';
import { Duration, Time } from '../time/time.tsx';

type Gate = NonNullable<RunDetail['gate']>;

/** What holds the run, for how long and until when by the server's clock, and how it goes on. */
export function HoldFacts({ gate }: { readonly gate: Gate }) {
  const reminded = gate.reminded_at.at(-1);
  return (
    <>
      <dt>{gate.kind === 'blocked' ? 'BLOCKED' : 'WAITS'}</dt>
      <dd>
        <Text size="sm" component="div" data-wait-clock>
          {gate.name} · since <Time at={gate.since} /> (<Duration ms={null} since={gate.since} />)
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
        {gate.reason !== null && <Text size="sm">Reason: {gate.reason}</Text>}
        {gate.needs !== null && <Text size="sm">Needs: {gate.needs}</Text>}
        <WayOn gate={gate} />
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

/** Who must do what for the run to go on. */
function WayOn({ gate }: { readonly gate: Gate }) {
  const may = useMay('operator');
  return (
    <Text size="sm" c="dimmed" data-way-on>
      {wayOn(gate, may)}
    </Text>
  );
}

function wayOn({ kind, decidable, needs }: Gate, may: boolean): string {
  switch (kind) {
    case 'human':
      if (!decidable) {
        return (
          'It can’t be decided here: the run asked no question that this page could answer (run.gate does). Do what it ' +
          'waits for where its workflow expects it; then it goes on by itself.'
        );
      }
      return may
        ? 'Approve or reject it above; the run hears of it at once.'
        : 'An operator can approve or reject it; ask one, or whoever gives out tokens for the role.';
    case 'blocked':
      return `${needs === null ? 'Remove what blocks it' : 'Give it what it needs'}: its process then goes on by itself. Nothing has to be done on this page.`;
    case 'timer':
      return 'It goes on by itself when the time has come.';
    case 'policy':
      return 'A rule decides it, not a person; it goes on by itself.';
    default:
      return 'It goes on by itself when what it waits for has answered.';
  }
}
