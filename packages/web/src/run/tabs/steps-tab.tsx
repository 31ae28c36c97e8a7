import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';

import type { StepItem } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { Status } from '../../status/status.tsx';
import classes from '../run.module.css';
import { stepsQuery } from '../run-queries.ts';
import { Scrollable } from '../scrollable.tsx';
import { durationOr, usageText, validationText } from '../step-facts.ts';

interface Props {
  readonly runId: string;
  readonly step: string | undefined;
  readonly onStep: (step: string) => void;
}

const COLUMNS: readonly { readonly title: string; readonly of: (step: StepItem) => string }[] = [
  { title: 'Type', of: ({ type }) => type },
  { title: 'Duration', of: ({ duration_ms }) => durationOr(duration_ms) },
  { title: 'Retries', of: ({ retries }) => String(retries) },
  { title: 'Usage', of: ({ diagnostics }) => usageText(diagnostics.resource_usage) },
  { title: 'Validation', of: ({ validation }) => validationText(validation) },
  { title: 'Last error', of: ({ diagnostics }) => diagnostics.error_message ?? '' },
];
const ROW_HEIGHT_PX = 32;

/** All executions of steps as a table: what the waterfall shows, without the drawing. */
export function StepsTab({ runId, step, onStep }: Props) {
  const { data, error } = useQuery(stepsQuery(runId));
  if (error !== null) return <Problem error={error} />;
  if (data === undefined) return <Loading rows={4} />;
  if (data.steps.length === 0) return <Empty title="No step has begun" />;
  return <StepsTable steps={data.steps} total={data.total} step={step} onStep={onStep} />;
}

interface TableProps extends Omit<Props, 'runId'> {
  readonly steps: readonly StepItem[];
  readonly total: number;
}

function StepsTable({ steps, total, step, onStep }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
  });
  return (
    <>
      {total > steps.length && (
        <p>
          The first {steps.length.toLocaleString()} of {total.toLocaleString()} steps.
        </p>
      )}
      <Scrollable className={classes.scroll} ref={scroller} label="Steps, scrollable">
        <div className={classes.steps} role="table" aria-label="Steps" aria-rowcount={steps.length + 1}>
          <div role="rowgroup">
            <div role="row" aria-rowindex={1} className={`${classes.stepsRow} ${classes.stepsHead}`}>
              <span role="columnheader">Step</span>
              {COLUMNS.slice(0, 1).map(({ title }) => (
                <span key={title} role="columnheader">
                  {title}
                </span>
              ))}
              <span role="columnheader">Status</span>
              {COLUMNS.slice(1).map(({ title }) => (
                <span key={title} role="columnheader">
                  {title}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const item = steps[index];
              if (item === undefined) return null;
              return (
                <div
                  key={item.id}
                  role="row"
                  aria-rowindex={index + 2}
                  className={classes.stepsRow}
                  style={{ position: 'absolute', insetInline: 0, top: start }}
                  {...(item.name === step && { 'aria-current': true })}
                >
                  <span role="cell">
                    <button type="button" className={classes.linkButton} onClick={() => onStep(item.name)}>
                      {item.name}
                    </button>
                    {item.attempt > 1 && ` · ${item.attempt}`}
                  </span>
                  {COLUMNS.slice(0, 1).map((column) => (
                    <span key={column.title} role="cell">
                      {column.of(item)}
                    </span>
                  ))}
                  <span role="cell">
                    <Status state={item.status} />
                  </span>
                  {COLUMNS.slice(1).map((column) => (
                    <span key={column.title} role="cell" title={column.of(item)}>
                      {column.of(item)}
                    </span>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </Scrollable>
    </>
  );
}
