import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  type Row,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';

import type { StepItem } from '../../api.ts';
import { Status } from '../../status/status.tsx';
import { formatDuration } from '../../time/format-duration.ts';
import { STEP_COLUMNS, type StepColumn, type StepSort } from '../step-sort.ts';
import { durationOr, usageText, validationText } from '../step-facts.ts';

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, StepItem>();

interface Column {
  readonly title: string;
  /** Of a grid's column. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** By what it is sorted; what has none is last. */
  readonly by: (step: StepItem) => string | number | null;
  readonly show: (step: StepItem, begin: number) => ReactNode;
}

export const COLUMNS: Readonly<Record<StepColumn, Column>> = {
  step: {
    title: 'Step',
    width: 'minmax(150px, 2fr)',
    by: ({ name }) => name,
    show: ({ name, attempt }) => (attempt > 1 ? `${name} · ${attempt}` : name),
  },
  type: { title: 'Type', width: '72px', by: ({ type }) => type, show: ({ type }) => type },
  status: {
    title: 'Status',
    width: '134px',
    by: ({ status }) => status,
    show: ({ status }) => <Status state={status} />,
  },
  began: {
    title: 'Began',
    width: '82px',
    isNumber: true,
    by: ({ started_at }) => started_at,
    show: ({ started_at }, begin) =>
      started_at === null ? '' : `+${formatDuration(Math.max(0, Date.parse(started_at) - begin))}`,
  },
  duration: {
    title: 'Duration',
    width: '88px',
    isNumber: true,
    by: ({ duration_ms }) => duration_ms,
    show: ({ duration_ms }) => durationOr(duration_ms),
  },
  waited: {
    title: 'Waited',
    width: '80px',
    isNumber: true,
    by: ({ waiting_ms }) => (waiting_ms === 0 ? null : waiting_ms),
    show: ({ waiting_ms }) => (waiting_ms === 0 ? '' : durationOr(waiting_ms)),
  },
  retries: {
    title: 'Retries',
    width: '78px',
    isNumber: true,
    by: ({ retries }) => retries,
    show: ({ retries }) => retries,
  },
  usage: {
    title: 'Resource usage',
    width: 'minmax(180px, 1.3fr)',
    by: ({ diagnostics: { resource_usage: usage } }) => usage.tokens ?? usage.compute_ms,
    show: ({ diagnostics }) => usageText(diagnostics.resource_usage),
  },
  validation: {
    title: 'Validation',
    width: 'minmax(110px, 1fr)',
    by: ({ validation }) => (validation === null ? null : validationText(validation)),
    show: ({ validation }) => validationText(validation),
  },
  error: {
    title: 'Last error',
    width: 'minmax(150px, 2fr)',
    by: ({ diagnostics }) => diagnostics.error_message,
    show: ({ diagnostics }) => diagnostics.error_message,
  },
};

export const GRID = STEP_COLUMNS.map((id) => COLUMNS[id].width).join(' ');

export const columns = helper.columns(
  STEP_COLUMNS.map((id) =>
    helper.accessor((step) => COLUMNS[id].by(step) ?? undefined, {
      id,
      sortFn: inOrder,
      sortUndefined: 'last',
    }),
  ),
);

const words = new Intl.Collator(undefined, { numeric: true });

function inOrder(a: Row<typeof features, StepItem>, b: Row<typeof features, StepItem>, id: string): number {
  const [one, other] = [a.getValue(id), b.getValue(id)];
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return words.compare(String(one), String(other));
}

/** A sort as the table has it. */
export function sortingOf(sort: StepSort | undefined): { id: string; desc: boolean }[] {
  if (sort === undefined) return [];
  return [sort.startsWith('-') ? { id: sort.slice(1), desc: true } : { id: sort, desc: false }];
}
