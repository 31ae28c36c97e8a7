import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { ComparedVersion, Comparison } from '../api.ts';
import { percent } from '../overview/vital-signs.tsx';
import { RouteAnchor } from '../run/route-anchor.tsx';
import type { ListSearch } from '../runs/list-search.ts';
import { formatDuration } from '../time/format-duration.ts';
import { formatInstant } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import { compareErrors, compareSteps } from './compare-parts.ts';
import {
  COMPARED_FIGURES,
  inShares,
  verdictOn,
  type ComparedFigure,
  type Verdict,
} from './compared-figures.ts';
import { ComparisonTable, type ComparisonRow } from './comparison-table.tsx';
import classes from './comparison.module.css';
import { Difference } from './difference.tsx';

/** Of fewer things a figure says little. */
const FEW = 20;

interface ComparedVersionsProps {
  readonly workflow: string;
  readonly comparison: Comparison;
}

/** What the second version changed: figures, errors and steps; every number leads to the runs behind it. */
export function ComparedVersions({ workflow, comparison: { a, b } }: ComparedVersionsProps) {
  const zone = useZone();
  const runsOf = ({ version, from, to }: ComparedVersion, more: ListSearch): ListSearch => ({
    workflow,
    version,
    time_field: 'ended',
    from,
    to,
    backfill: 'false',
    ...more,
  });
  const titles = { a: a.version, b: b.version };
  return (
    <>
      <div>
        <Text size="sm">
          Runs that ended from {formatInstant(a.from, zone)} to {formatInstant(a.to, zone)}, backfills left
          out: <Ended of={a} search={runsOf(a, {})} /> and <Ended of={b} search={runsOf(b, {})} />. The
          difference is what {b.version} changed.
        </Text>
        {[a, b].map(
          ({ version, ended }) =>
            ended === 0 && (
              <Text key={version} size="sm" fw={600}>
                No run of {version} ended in this window: choose a longer one.
              </Text>
            ),
        )}
      </div>
      <ComparisonTable
        title="Figures"
        {...titles}
        of="Figure"
        none="No run of either ended in this window."
        rows={COMPARED_FIGURES.filter(({ figureOf }) => figureOf(a).of + figureOf(b).of > 0).map((figure) =>
          figureRow(figure, a, b, runsOf),
        )}
      />
      <ComparisonTable
        title="Errors"
        {...titles}
        of="Error code"
        none="No run of either failed with an error."
        rows={compareErrors(a, b).map(({ code, counts, verdict, words }) => {
          const cell = (version: ComparedVersion, runs: number): ReactNode => (
            <Value
              value={runs.toLocaleString()}
              basis={
                version.ended === 0
                  ? 'of 0 runs'
                  : `${percent(runs / version.ended)} of ${version.ended.toLocaleString()} runs`
              }
              search={runsOf(version, { error_code: code })}
            />
          );
          const difference = <Difference verdict={verdict} word={words} />;
          return { name: code, a: cell(a, counts.a), b: cell(b, counts.b), difference };
        })}
      />
      <ComparisonTable
        title="p95 duration of steps"
        {...titles}
        of="Step"
        none="No step of either is kept."
        rows={compareSteps(a, b).map((step) => stepRow(step, a, b, runsOf))}
      />
    </>
  );
}

type RunsOf = (version: ComparedVersion, more: ListSearch) => ListSearch;

function figureRow(
  { name, figureOf, basis, format, difference, good, search }: ComparedFigure,
  a: ComparedVersion,
  b: ComparedVersion,
  runsOf: RunsOf,
): ComparisonRow {
  const cell = (version: ComparedVersion): ReactNode => {
    const { value, of } = figureOf(version);
    return (
      <Value
        value={value === null ? null : format(value)}
        basis={`of ${countOf(of)} ${basis}`}
        search={runsOf(version, search)}
      />
    );
  };
  const [from, to] = [figureOf(a).value, figureOf(b).value];
  const verdict = verdictOn({ good, format }, from, to);
  return {
    name,
    a: cell(a),
    b: cell(b),
    difference: <Difference verdict={verdict} {...amountOf(verdict, difference(from ?? 0, to ?? 0))} />,
  };
}

function stepRow(
  { name, a: before, b: after }: ReturnType<typeof compareSteps>[number],
  a: ComparedVersion,
  b: ComparedVersion,
  runsOf: RunsOf,
): ComparisonRow {
  const cell = (version: ComparedVersion, step: typeof before): ReactNode =>
    step === undefined ? (
      <span className={classes.basis}>not in it</span>
    ) : (
      <Value
        value={step.p95_step_duration === null ? null : formatDuration(step.p95_step_duration)}
        basis={`of ${countOf(step.count)}${step.failed > 0 ? `, ${step.failed.toLocaleString()} failed` : ''}`}
        search={runsOf(version, { sort: '-duration' })}
      />
    );
  const [from, to] = [before?.p95_step_duration ?? null, after?.p95_step_duration ?? null];
  const verdict = verdictOn({ good: 'less', format: formatDuration }, from, to);
  return {
    name,
    a: cell(a, before),
    b: cell(b, after),
    difference:
      before === undefined || after === undefined ? (
        <span className={classes.basis}>{before === undefined ? 'new step' : 'gone'}</span>
      ) : (
        <Difference verdict={verdict} {...amountOf(verdict, inShares(from ?? 0, to ?? 0, formatDuration))} />
      ),
  };
}

function Ended({ of: { version, ended }, search }: { of: ComparedVersion; search: ListSearch }) {
  return (
    <RouteAnchor to="/runs" search={search} size="sm" underline="always">
      {ended.toLocaleString()} of {version}
    </RouteAnchor>
  );
}

interface ValueProps {
  /** Null where there is none. */
  readonly value: string | null;
  /** What it was computed from. */
  readonly basis: string;
  readonly search: ListSearch;
}

function Value({ value, basis, search }: ValueProps) {
  if (value === null) return <span className={classes.basis}>– {basis}</span>;
  return (
    <>
      <RouteAnchor to="/runs" search={search} size="sm" className={classes.value ?? ''}>
        {value}
      </RouteAnchor>
      <span className={classes.basis}>{basis}</span>
    </>
  );
}

function countOf(count: number): string {
  return count > 0 && count < FEW ? `only ${count}` : count.toLocaleString();
}

/** No amount where both read the same. */
function amountOf(verdict: Verdict, amount: string): { readonly amount?: string } {
  return verdict === 'same' ? {} : { amount };
}
