import { Button, CopyButton, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { StepItem } from '../api.ts';
import { LoadingInline, Problem } from '../parts/feedback.tsx';
import { Status } from '../status/status.tsx';
import { Time } from '../time/time.tsx';
import { JsonBlock } from './json-block.tsx';
import classes from './run.module.css';
import { stepLogsQuery, stepQuery } from './run-queries.ts';
import type { TabName } from './run-search.ts';
import { durationOr, usageText, validationText } from './step-facts.ts';
import type { Segment, WaterfallRow } from './waterfall/waterfall-model.ts';

interface Props {
  readonly runId: string;
  readonly row: WaterfallRow | undefined;
  /** The execution that is looked at, by its span; else the last one. */
  readonly attempt: string | undefined;
  readonly onAttempt: (spanId: string) => void;
  readonly onTab: (tab: TabName) => void;
  readonly onLog: (id: string) => void;
}

/** Everything about the selected step. What is large is asked for only now. */
export function Inspector({ row, ...props }: Props) {
  return (
    <aside className={classes.panel} aria-label="Step">
      {row === undefined ? (
        <Text size="sm" c="dimmed">
          Select a step (j, k) to see its attempts, error, input and output.
        </Text>
      ) : (
        <StepInspector key={row.id} {...props} row={row} />
      )}
    </aside>
  );
}

function StepInspector(props: Props & { readonly row: WaterfallRow }) {
  const { row, attempt, onAttempt } = props;
  const attempts = attemptsOf(row.segments);
  const spanId = attempts.find((each) => each.spanId === attempt)?.spanId ?? attempts.at(-1)?.spanId;
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {row.id}
        </Text>
        <CopyButton value={location.href}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy link'}
            </Button>
          )}
        </CopyButton>
      </Group>
      {attempts.length > 1 && attempts.length <= 8 && (
        <SegmentedControl
          size="xs"
          aria-label="Attempt"
          value={spanId ?? ''}
          onChange={onAttempt}
          data={attempts.map((each, index) => ({
            value: each.spanId,
            label: `${attempts.length > 3 ? '' : 'Attempt '}${each.attempt === 1 ? index + 1 : each.attempt}`,
          }))}
        />
      )}
      {attempts.length > 8 && (
        <Text size="sm">{attempts.length} executions. The Steps tab lists them all.</Text>
      )}
      {spanId !== undefined && <Attempt {...props} spanId={spanId} />}
    </Stack>
  );
}

function attemptsOf(segments: readonly Segment[]): readonly Segment[] {
  return [...new Map(segments.map((segment) => [segment.spanId, segment])).values()];
}

interface AttemptProps extends Pick<Props, 'runId' | 'onTab' | 'onLog'> {
  readonly spanId: string;
}

function Attempt({ runId, spanId, onTab, onLog }: AttemptProps) {
  const step = useQuery(stepQuery(runId, spanId));
  if (step.data === undefined) {
    return step.error === null ? <LoadingInline /> : <Problem error={step.error} />;
  }
  const { data } = step;
  const { resource_usage: usage, error_message: message, error_code: code } = data.diagnostics;
  return (
    <>
      <Group gap="sm">
        <Status state={data.status} />
        <Text size="sm">
          {[data.type, `attempt ${data.attempt}`, durationOr(data.duration_ms), usageText(usage)]
            .filter((part) => part !== '')
            .join(' · ')}
        </Text>
      </Group>
      {data.started_at !== null && (
        <Text size="sm" c="dimmed">
          began <Time at={data.started_at} />
          {data.retries > 0 && ` · ${data.retries} ${data.retries === 1 ? 'retry' : 'retries'} inside`}
          {data.waiting_ms !== null && data.waiting_ms > 0 && durationOr(data.waiting_ms, ' · waited ')}
        </Text>
      )}
      {message !== null && (
        <div>
          <Text size="sm" fw={600} c="var(--rl-bad)">
            {[code, data.error_category?.replaceAll('_', ' ')].filter((part) => part != null).join(' · ')}
          </Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }} data-step-error>
            {message}
          </Text>
        </div>
      )}
      {data.reason !== null && <Text size="sm">Reason: {data.reason}</Text>}
      {data.validation !== null && <Text size="sm">Validation {validationText(data.validation)}</Text>}
      <Details details={data.details} />
      <InputAndOutput io={data.io} />
      <StepLogs runId={runId} spanId={spanId} onTab={onTab} onLog={onLog} />
    </>
  );
}

function InputAndOutput({ io: { input_redacted: input, output_redacted: output } }: Pick<StepItem, 'io'>) {
  if (input === null && output === null) {
    return (
      <Text size="sm" c="dimmed">
        No input and no output was kept.
      </Text>
    );
  }
  return (
    <>
      <JsonBlock title="Input" value={input} />
      <JsonBlock title="Output" value={output} />
    </>
  );
}

function Details({ details }: { readonly details: StepItem['details'] }) {
  const { model, tool, endpoint, parameters_redacted: parameters } = details;
  const named = [model, tool, endpoint].filter((part) => part !== undefined);
  return (
    <>
      {named.length > 0 && <Text size="sm">{named.join(' · ')}</Text>}
      {parameters !== undefined && <JsonBlock title="Parameters" value={parameters} />}
    </>
  );
}

const SHOWN_LOGS = 5;

function StepLogs({ runId, spanId, onTab, onLog }: AttemptProps) {
  const { data } = useQuery(stepLogsQuery(runId, spanId));
  const logs = data?.logs ?? [];
  return (
    <div>
      <Text size="sm" fw={600}>
        Logs
      </Text>
      {logs.slice(-SHOWN_LOGS).map(({ id, severity, body }) => (
        <button key={id} type="button" className={classes.logLink} onClick={() => onLog(id)}>
          {severity} {body}
        </button>
      ))}
      <button type="button" className={classes.linkButton} onClick={() => onTab('logs')}>
        {logs.length === 0 ? 'This step logged nothing; all logs of the run' : 'All logs of the run'}
      </button>
    </div>
  );
}
