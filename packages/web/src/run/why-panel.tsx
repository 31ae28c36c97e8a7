import { Group, Text } from '@mantine/core';

import type { RunDetail } from '../api.ts';
import { listed } from '../parts/listed.ts';
import { BusinessFacts } from './business-facts.tsx';
import { HoldFacts } from './hold-facts.tsx';
import { useMay } from '../shell/me.ts';
import { Sentence } from '../time/sentence.tsx';
import classes from './run.module.css';
import { wayOn } from './way-on.ts';
import type { TabName } from './run-search.ts';
import { RouteAnchor } from './route-anchor.tsx';

interface Props {
  readonly run: RunDetail;
  readonly onStep: (step: string) => void;
  readonly onTab: (tab: TabName) => void;
  readonly onLog: (id: string) => void;
}

/** Why the run is as it is, and what it was for. */
export function WhyPanel({ run, onStep, onTab, onLog }: Props) {
  const { failure, gate, business } = run;
  const step = failure?.step ?? run.failed_step ?? gate?.step ?? null;
  const logId = failure?.log_id ?? null;
  const next = wayOn(run, { operate: useMay('operator') });
  return (
    <section className={classes.section} aria-label="Why">
      <dl className={classes.why}>
        <dt>WHY</dt>
        <dd>
          <Text className={classes.sentence ?? ''} data-why>
            <Sentence text={run.why} />
          </Text>
          {failure !== null && <Similar failure={failure} />}
          <Group gap="md" align="baseline">
            {step !== null && (
              <button type="button" className={classes.linkButton} onClick={() => onStep(step)}>
                → step {step}
              </button>
            )}
            {logId !== null && (
              <button type="button" className={classes.linkButton} onClick={() => onLog(logId)}>
                log line
              </button>
            )}
            {failure !== null && logId === null && (
              <button type="button" className={classes.linkButton} onClick={() => onTab('logs')}>
                logs
              </button>
            )}
            {failure !== null && <SimilarRuns run={run} />}
          </Group>
        </dd>
        {gate !== null && <HoldFacts gate={gate} />}
        {next !== null && (
          <>
            <dt>NEXT</dt>
            <dd>
              <Text size="sm" data-way-on>
                {next}
              </Text>
            </dd>
          </>
        )}
        <dt>BUSINESS</dt>
        <dd>
          <BusinessFacts business={business} note={run.annotations.at(-1)} onTab={onTab} />
        </dd>
      </dl>
    </section>
  );
}

function Similar({ failure }: { readonly failure: NonNullable<RunDetail['failure']> }) {
  const { attempts, similar, category, code } = failure;
  const { last_24h: times, first_version: version } = similar;
  return (
    <Text size="sm" c="dimmed">
      {[
        attempts > 1 ? `${attempts} attempts` : null,
        code,
        category.replaceAll('_', ' '),
        times > 1
          ? `the same error ${times} times in 24 h${version === null ? '' : `, first in ${version}`}`
          : null,
      ]
        .filter((part) => part !== null)
        .join(' · ')}
    </Text>
  );
}

/** The runs that failed in the same way: those that are counted. */
function SimilarRuns({ run }: { readonly run: RunDetail }) {
  return (
    <RouteAnchor
      size="sm"
      to="/runs"
      search={{
        workflow: listed([run.workflow_name]),
        env: undefined,
        state: run.state,
        ...(run.error_code !== null && { error_code: listed([run.error_code]) }),
        ...(run.failed_step !== null && { failed_step: listed([run.failed_step]) }),
        time_field: 'ended',
        from: '24h',
      }}
    >
      similar runs
    </RouteAnchor>
  );
}
