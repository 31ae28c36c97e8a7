import { Anchor, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { RunDetail } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { CopyText } from '../../parts/run-id.tsx';
import { formatDuration } from '../../time/format-duration.ts';
import { Time } from '../../time/time.tsx';
import { Gaps } from '../guidance.tsx';
import classes from '../run.module.css';
import { spansQuery, waterfallQuery } from '../run-queries.ts';
import { Scrollable } from '../scrollable.tsx';

interface Props {
  readonly run: RunDetail;
  readonly onStep: (step: string, attempt?: string) => void;
}

/** The spans that arrived here, each with its step, and the way to where traces are kept. */
export function TracesTab({ run, onStep }: Props) {
  const { data, error } = useQuery(spansQuery(run.id));
  const steps = useStepsBySpan(run.id);
  return (
    <Stack gap="xs">
      <Text size="sm">
        Trace {run.trace_id} <CopyText text={run.trace_id} what="trace id" />{' '}
        {run.links.trace !== null && (
          <Anchor href={run.links.trace} target="_blank" rel="noreferrer">
            Open in Tempo
          </Anchor>
        )}
      </Text>
      <Gaps gaps={run.gaps} what={['trace']} />
      {error !== null && <Problem error={error} />}
      {data === undefined && error === null && <Loading rows={3} />}
      {data?.spans.length === 0 && <Empty title="No span is here" />}
      {data !== undefined && data.spans.length > 0 && (
        <Scrollable className={classes.scroll} label="Spans, scrollable">
          <Table verticalSpacing={4} aria-label="Spans" stickyHeader miw={640}>
            <Table.Thead>
              <Table.Tr>
                {['Span', 'Step', 'Began', 'Duration', 'Status', 'Span id'].map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.spans.slice(0, SHOWN).map((span) => (
                <Table.Tr key={span.span_id}>
                  <Table.Td>{span.name}</Table.Td>
                  <Table.Td>
                    <StepLink step={steps.get(span.span_id)} spanId={span.span_id} onStep={onStep} />
                  </Table.Td>
                  <Table.Td>
                    <Time at={span.started_at} />
                  </Table.Td>
                  <Table.Td>{formatDuration(span.duration_ms)}</Table.Td>
                  <Table.Td {...(span.status === 'error' && { c: 'var(--rl-bad)', fw: 600 })}>
                    {span.status}
                  </Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    <Text span size="xs" ff="monospace">
                      {span.span_id}
                    </Text>{' '}
                    <CopyText text={span.span_id} what="span id" />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scrollable>
      )}
      {data !== undefined && (data.truncated || data.spans.length > SHOWN) && (
        <Text size="sm">
          The first {Math.min(SHOWN, data.spans.length)} spans. All of them are where traces are kept.
        </Text>
      )}
    </Stack>
  );
}

const SHOWN = 500;

/** Which step a span is: the two have one id. */
function useStepsBySpan(runId: string): ReadonlyMap<string, string> {
  const { data } = useQuery(waterfallQuery(runId));
  return useMemo(
    () => new Map(data?.rows.flatMap(({ id, segments }) => segments.map(({ spanId }) => [spanId, id]))),
    [data],
  );
}

interface StepLinkProps extends Pick<Props, 'onStep'> {
  readonly step: string | undefined;
  readonly spanId: string;
}

function StepLink({ step, spanId, onStep }: StepLinkProps) {
  if (step === undefined) return '–';
  return (
    <button type="button" className={classes.linkButton} onClick={() => onStep(step, spanId)}>
      {step}
    </button>
  );
}
