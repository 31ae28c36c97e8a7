import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import type { Overview } from '../api.ts';
import type { ListSearch } from '../runs/list-search.ts';
import { formatDuration } from '../time/format-duration.ts';
import { COUNTED, FAILURES, LAST_24H } from './counted.ts';
import classes from './overview.module.css';

/** The figures; each leads to the runs that it was computed from, and says how many those are and since when. */
export function VitalSigns({ overview }: { readonly overview: Overview }) {
  const { last_24h, running, waiting, unresolved_failures } = overview;
  const { success_rate, p95_run_duration, ended } = last_24h;
  return (
    <section aria-label="Figures" className={classes.signs}>
      <Sign
        name="Success rate"
        value={success_rate.value === null ? '–' : percent(success_rate.value)}
        basis={`of ${count(success_rate.of)} that ended in 24 h, not cancelled`}
        search={{ ...LAST_24H, state: `succeeded,incomplete,${FAILURES}` }}
      />
      <Sign
        name="p95 duration"
        value={p95_run_duration.value === null ? '–' : formatDuration(p95_run_duration.value)}
        basis={
          p95_run_duration.of > 0 && p95_run_duration.of < 20
            ? `of only ${count(p95_run_duration.of)} that ended in 24 h`
            : `of ${count(p95_run_duration.of)} that ended in 24 h`
        }
        search={{ ...LAST_24H, sort: '-duration' }}
      />
      <Sign
        name="Running"
        value={count(running)}
        basis={`now; ${count(waiting)} more ${waiting === 1 ? 'waits' : 'wait'}`}
        search={{ ...COUNTED, state: 'running' }}
      />
      <Sign
        name="Unresolved failures"
        value={count(unresolved_failures.total)}
        basis={`of any age; ${count(ended)} runs ended in 24 h`}
        search={{ ...COUNTED, state: FAILURES, resolved: 'false' }}
      />
    </section>
  );
}

interface SignProps {
  readonly name: string;
  readonly value: string;
  /** What it was computed from. */
  readonly basis: string;
  readonly search: ListSearch;
}

function Sign({ name, value, basis, search }: SignProps) {
  return (
    <Link to="/runs" search={search} className={classes.sign}>
      <Text size="sm" fw={500} c="dimmed" span>
        {name}
      </Text>
      <span className={classes.value}>{value}</span>
      <Text size="xs" c="dimmed" span>
        {basis}
      </Text>
    </Link>
  );
}

function count(value: number): string {
  return value.toLocaleString();
}

/** A share as a percentage that never rounds up to 100. */
export function percent(share: number): string {
  const tenths = share === 1 ? 1000 : Math.floor(share * 1000);
  return `${(tenths / 10).toLocaleString()} %`;
}
