import { lengthOf, type Act, type End, type RunPlan } from './run-plan.ts';

/** The runs of one workflow in one environment, which happen one after the other in the processes of the lane. */
export interface Lane {
  readonly name: string;
  readonly environment: string;
  /** The runs of each process. */
  readonly batches: readonly (readonly RunPlan[])[];
}

/** The runs of a lane while they are planned, one after the other on a clock that begins at 0. */
export class LanePlan {
  readonly workflow: string;
  readonly environment: string;
  readonly #runs: (RunPlan & { readonly startsAt: number })[] = [];
  #now = 0;

  constructor(workflow: string, environment = 'prod') {
    this.workflow = workflow;
    this.environment = environment;
  }

  get count(): number {
    return this.#runs.length;
  }

  pass(ms: number): this {
    this.#now += ms;
    return this;
  }

  /** A run that begins now; the clock moves on to its end, or only by as much as is said. */
  add(
    acts: readonly Act[],
    end: End,
    details: Partial<RunPlan> & { readonly moveOnMs?: number } = {},
  ): string {
    const { moveOnMs, ...fields } = details;
    const key = `${this.workflow}/${this.environment}/${this.#runs.length}`;
    const place = {
      workflow: this.workflow,
      environment: this.environment,
      version: '1.5.0',
      tenant: 'acme',
    };
    this.#runs.push({ key, ...place, startsAt: this.#now, acts, end, ...fields });
    this.#now += moveOnMs ?? lengthOf(acts) + (fields.queuedForMs ?? 0);
    return key;
  }

  /** The lane on a clock that stands there when its last run has ended. */
  endingAt(endsAt: number, runsPerProcess = Number.POSITIVE_INFINITY): Lane {
    const last = Math.max(this.#now, ...this.#runs.map((run) => run.startsAt + lengthOf(run.acts)));
    const runs = this.#runs.map((run) => ({ ...run, startsAt: run.startsAt + Math.floor(endsAt - last) }));
    return {
      name: `${this.workflow}/${this.environment}`,
      environment: this.environment,
      batches: chunks(runs, runsPerProcess),
    };
  }
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  if (values.length <= size) return [[...values]];
  return [values.slice(0, size), ...chunks(values.slice(size), size)];
}
