import { Group, Text } from '@mantine/core';

import type { RunDetail } from '../api.ts';
import { useNow } from '../time/clock.ts';
import { formatDuration } from '../time/format-duration.ts';
import { Duration, Time } from '../time/time.tsx';
import { BusinessFacts } from './business-facts.tsx';
import classes from './run.module.css';
import type { TabName } from './run-search.ts';
import { RouteAnchor } from './route-anchor.tsx';

interface Props {
  readonly run: RunDetail;
  readonly onStep: (step: string) => void;
  readonly onTab: (tab: TabName) => void;
}

/** Why the run is as it is, and what it was for. */
export function WhyPanel({ run, onStep, onTab }: Props) {
  const { failure, gate, business } = run;
  const step = failure?.step ?? run.failed_step ?? gate?.step ?? null;
  return (
    <section className={classes.panel} aria-label="Why">
      <dl className={classes.why}>
        <dt>WHY</dt>
        <dd>
          <Text className={classes.sentence ?? ''} data-why>
            {run.why}
          </Text>
          {failure !== null && <Similar failure={failure} />}
          <Group gap="md">
            {step !== null && (
              <button type="button" className={classes.linkButton} onClick={() => onStep(step)}>
                → step {step}
              </button>
            )}
            {failure !== null && (
              <>
                <button type="button" className={classes.linkButton} onClick={() => onTab('logs')}>
                  log lines
                </button>
                <SimilarRuns run={run} />
              </>
            )}
          </Group>
        </dd>
        {gate !== null && <WaitClock gate={gate} />}
        <dt>BUSINESS</dt>
        <dd>
          <BusinessFacts business={business} />
        </dd>
      </dl>
    </section>
  );
}

function Similar({ failure }: { readonly failure: NonNullable<RunDetail['failure']> }) {
  const { attempts, similar, category, code } = failure;
  return (
    <Text size="sm" c="dimmed">
      {[
        attempts > 1 ? `${attempts} attempts` : null,
        code,
        category.replaceAll('_', ' '),
        similar.last_24h > 1
          ? `the same error ${similar.last_24h} times in 24 h${similar.first_version === null ? '' : `, first in ${similar.first_version}`}`
          : null,
      ]
        .filter((part) => part !== null)
        .join(' · ')}
    </Text>
  );
}

function SimilarRuns({ run }: { readonly run: RunDetail }) {
  return (
    <RouteAnchor
      to="/runs"
      search={{
        workflow: run.workflow_name,
        ...(run.error_code !== null && { error_code: run.error_code }),
        ...(run.failed_step !== null && { failed_step: run.failed_step }),
      }}
    >
      similar runs
    </RouteAnchor>
  );
}

/** How long it has waited, and how long it may. Counts by the server's clock. */
function WaitClock({ gate }: { readonly gate: NonNullable<RunDetail['gate']> }) {
  const now = useNow();
  const left = gate.until === null ? null : Date.parse(gate.until) - now;
  return (
    <>
      <dt>{gate.kind === 'blocked' ? 'BLOCKED' : 'WAITS'}</dt>
      <dd>
        <Text component="div" data-wait-clock>
          {gate.name} · since <Time at={gate.since} /> (<Duration ms={null} since={gate.since} />)
          {left !== null && gate.until !== null && (
            <Text span fw={600} c={left < 0 ? 'var(--rl-bad)' : 'var(--rl-person)'}>
              {' · '}
              {left < 0 ? `${formatDuration(-left)} over its time` : `${formatDuration(left)} left`}
            </Text>
          )}
        </Text>
        {gate.reason !== null && <Text size="sm">Reason: {gate.reason}</Text>}
        {gate.needs !== null && <Text size="sm">Needs: {gate.needs}</Text>}
      </dd>
    </>
  );
}
