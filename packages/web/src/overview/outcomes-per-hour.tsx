import { Button, Skeleton, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import { runlight, type Outcomes } from '../api.ts';
import { Problem } from '../parts/feedback.tsx';
import { useScope } from '../shell/scope.ts';
import { STATES, type StateName } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { formatMinute } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import { COUNTED } from './counted.ts';
import classes from './overview.module.css';

const OutcomesChart = lazy(() =>
  import('./outcomes-chart.tsx').then((module) => ({ default: module.OutcomesChart })),
);

const HOURS = 24;
const CHART_PX = 180;
const OUTCOMES = (Object.keys(STATES) as StateName[]).filter((state) => STATES[state].terminal); // its own keys

/** What the runs of each of the last hours came to, as a chart or as a table. */
export function OutcomesPerHour() {
  const navigate = useNavigate();
  const [asTable, setAsTable] = useState(false);
  const { query } = useScope();
  const outcomes = useQuery({
    queryKey: ['overview', 'outcomes', query],
    queryFn: ({ signal }) =>
      runlight.getOutcomes({
        query: { ...query, time_field: 'ended', from: `${HOURS}h`, buckets: HOURS, state: OUTCOMES },
        signal,
      }),
  });
  const buckets = outcomes.data?.buckets ?? [];
  const shown = OUTCOMES.filter((state) => buckets.some(({ by_state }) => (by_state[state] ?? 0) > 0));
  return (
    <section className={classes.card} aria-labelledby="outcomes">
      <div className={classes.heading}>
        <Title order={2} size="h5" id="outcomes">
          Runs that ended, per hour, last {HOURS} h
        </Title>
        <Button size="compact-xs" variant="default" onClick={() => setAsTable(!asTable)}>
          {asTable ? 'As a chart' : 'As a table'}
        </Button>
      </div>
      {outcomes.error !== null && <Problem error={outcomes.error} retry={() => void outcomes.refetch()} />}
      {outcomes.isPending && <Skeleton height={CHART_PX} />}
      {outcomes.data !== undefined &&
        (asTable ? (
          <HoursTable buckets={buckets} shown={shown} />
        ) : (
          <Suspense fallback={<Skeleton height={CHART_PX} />}>
            <OutcomesChart
              buckets={buckets}
              states={shown}
              onHour={({ from, to }) =>
                void navigate({ to: '/runs', search: { ...COUNTED, time_field: 'ended', from, to } })
              }
            />
            <Legend buckets={buckets} shown={shown} />
          </Suspense>
        ))}
    </section>
  );
}

interface OutcomesProps {
  readonly buckets: Outcomes['buckets'];
  readonly shown: readonly StateName[];
}

/** How many came to each state, in all hours together. */
function Legend({ buckets, shown }: OutcomesProps) {
  return (
    <ul className={classes.legend}>
      {shown.map((status) => (
        <li key={status}>
          <Link to="/runs" search={{ ...COUNTED, state: status, time_field: 'ended', from: `${HOURS}h` }}>
            <Status state={status} />
            {buckets.reduce((sum, { by_state }) => sum + (by_state[status] ?? 0), 0).toLocaleString()}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function HoursTable({ buckets, shown }: OutcomesProps) {
  const zone = useZone();
  return (
    <Table.ScrollContainer minWidth={400}>
      <Table className={classes.table ?? ''} aria-label="Runs that ended, per hour">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Hour from</Table.Th>
            {shown.map((state) => (
              <Table.Th key={state}>
                <Status state={state} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {buckets.toReversed().map(({ from, to, by_state }) => (
            <Table.Tr key={from}>
              <Table.Td>{formatMinute(from, zone)}</Table.Td>
              {shown.map((status) => (
                <Table.Td key={status}>
                  <Link
                    className={classes.number}
                    to="/runs"
                    search={{ ...COUNTED, state: status, time_field: 'ended', from, to }}
                  >
                    {by_state[status] ?? 0}
                  </Link>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
