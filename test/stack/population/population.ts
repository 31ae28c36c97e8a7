import type { RunOutcome, RunStatus } from '@runlight/contract';

import type { ExpectedRun, ExpectedStep } from './expected-run.ts';

/** What dashboards select by; nothing selects everything. */
export interface Selection {
  readonly workflow?: string;
  readonly environment?: string;
  readonly version?: string;
  readonly tenant?: string;
  readonly step?: string;
}

export interface StepOfRun {
  readonly run: ExpectedRun;
  readonly step: ExpectedStep;
}

/** The time from the first failure of a workflow in an environment to its next success. */
export interface Recovery {
  readonly workflow: string;
  readonly environment: string;
  readonly ms: number;
}

const REPAIRABLE: readonly RunOutcome[] = ['failed', 'timed_out', 'lost'];

/** The runs that are expected, and everything that can be asked about them: each answer follows from their plans. */
export class Population {
  readonly runs: readonly ExpectedRun[];

  constructor(runs: readonly ExpectedRun[]) {
    this.runs = runs;
  }

  with(more: readonly ExpectedRun[]): Population {
    return new Population([...this.runs, ...more]);
  }

  where({ workflow, environment, version, tenant }: Selection): Population {
    return new Population(
      this.runs.filter(
        (run) =>
          (workflow === undefined || run.workflow === workflow) &&
          (environment === undefined || run.environment === environment) &&
          (version === undefined || run.version === version) &&
          (tenant === undefined || run.tenant === tenant),
      ),
    );
  }

  by<K>(key: (run: ExpectedRun) => K): Map<K, Population> {
    return new Map([...Map.groupBy(this.runs, key)].map(([value, runs]) => [value, new Population(runs)]));
  }

  find(key: string): ExpectedRun {
    const run = this.runs.find((candidate) => candidate.key === key);
    if (run === undefined) throw new Error(`There is no run ${key}`);
    return run;
  }

  get workflows(): string[] {
    return [...new Set(this.runs.map(({ workflow }) => workflow))];
  }

  ended(...outcomes: readonly RunOutcome[]): ExpectedRun[] {
    return this.runs.filter(
      ({ outcome }) => outcome !== undefined && (outcomes.length === 0 || outcomes.includes(outcome)),
    );
  }

  inStatus(...statuses: readonly RunStatus[]): ExpectedRun[] {
    return this.runs.filter(({ status }) => statuses.includes(status));
  }

  /** Ended − cancelled. */
  get judged(): number {
    return this.ended().length - this.ended('cancelled').length;
  }

  get successRate(): number {
    return this.ended('succeeded').length / this.judged;
  }

  get firstPassRate(): number {
    return this.runs.filter(({ firstPass }) => firstPass).length / this.judged;
  }

  get retries(): number {
    return sumOf(this.steps(), ({ step }) => step.retries);
  }

  get retriesPer100(): number {
    return (100 * this.retries) / this.ended().length;
  }

  get events(): number {
    return sumOf(this.runs, ({ events }) => events.length);
  }

  /** Executions of steps that ended, skipped ones left out unless they are asked for. */
  steps(name?: string): StepOfRun[] {
    return this.runs.flatMap((run) =>
      run.steps
        .filter((step) => step.status !== 'skipped' && (name === undefined || step.name === name))
        .map((step) => ({ run, step })),
    );
  }

  /** In the order in which each workflow's runs ended in each environment. */
  get recoveries(): Recovery[] {
    const groups = Map.groupBy(this.ended(), ({ workflow, environment }) => `${workflow}\0${environment}`);
    return [...groups.values()].flatMap(recoveriesOf);
  }
}

function recoveriesOf(runs: readonly ExpectedRun[]): Recovery[] {
  const recoveries: Recovery[] = [];
  let failingSince: number | undefined;
  for (const run of runs.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
    const { workflow, environment, outcome, endedAt = 0 } = run;
    if (outcome !== undefined && REPAIRABLE.includes(outcome)) failingSince ??= endedAt;
    if (outcome !== 'succeeded' || failingSince === undefined || endedAt <= failingSince) continue;
    recoveries.push({ workflow, environment, ms: endedAt - failingSince });
    failingSince = undefined;
  }
  return recoveries;
}

export function sumOf<T>(values: readonly T[], amount: (value: T) => number): number {
  return values.reduce((sum, value) => sum + amount(value), 0);
}
