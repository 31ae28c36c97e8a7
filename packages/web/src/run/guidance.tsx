import { Alert, Group, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { RunDetail } from '../api.ts';
import { durationOr, validationText } from './step-facts.ts';
import classes from './run.module.css';
import { allStepsQuery } from './run-queries.ts';

/** What of a run's data is missing, and what to do about it. */
export function Gaps({
  gaps,
  what,
}: {
  readonly gaps: RunDetail['gaps'];
  /** Only these; default: all. */
  readonly what?: readonly RunDetail['gaps'][number]['what'][];
}) {
  const shown = gaps.filter((gap) => what === undefined || what.includes(gap.what));
  if (shown.length === 0) return null;
  return (
    <Alert variant="outline" c="var(--rl-person)" title="What is not here" py="xs">
      <List size="sm">
        {shown.map((gap) => (
          <List.Item key={gap.what}>
            <Text span size="sm" c="var(--mantine-color-text)">
              <strong>{gap.what}</strong>: {gap.guidance}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Which steps of a run that was done in part are not done, and what there is to do about it. */
export function PartialSuccess({
  run,
  onStep,
}: {
  readonly run: RunDetail;
  readonly onStep: (step: string) => void;
}) {
  const { data } = useQuery({ ...allStepsQuery(run.id), enabled: run.state === 'incomplete' });
  if (run.state !== 'incomplete') return null;
  const latest = new Map(data?.steps.map((step) => [step.name, step]));
  const undone = [...latest.values()].filter(
    ({ status, validation }) =>
      !['completed', 'running', 'skipped'].includes(status) || validation?.passed === false,
  );
  return (
    <section className={classes.panel} aria-label="What is left to do">
      <Text fw={600}>
        Done in part: {run.steps.completed} of {run.steps.started} steps completed
        {undone.length > 0 && ', these are left'}
      </Text>
      <List size="sm" mt={4}>
        {undone.map((step) => (
          <List.Item key={step.name}>
            <Group gap="xs">
              <button type="button" className={classes.linkButton} onClick={() => onStep(step.name)}>
                {step.name}
              </button>
              <Text size="sm">
                {step.status.replaceAll('_', ' ')}
                {durationOr(step.duration_ms, ' after ')}
                {step.diagnostics.error_message === null ? '' : `: ${step.diagnostics.error_message}`}
                {step.reason === null ? '' : `: ${step.reason}`}
                {step.validation?.passed === false && `, validation ${validationText(step.validation)}`}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
      <Text size="sm" mt={4}>
        Ways on: re-run {run.failed_step === null ? 'it' : 'from the failed step'} (r), or do what is missing
        by hand and resolve it (m), or leave a note for whoever does (a).
      </Text>
    </section>
  );
}
