import { ERROR_CATEGORIES } from '@runlight/contract';

import { seededRandom } from '../../crash/seeded-random.ts';
import { lengthOf, type Act, type End, type RunPlan, type StepAct } from './run-plan.ts';

/** The runs of one workflow in one environment, which happen one after the other in the processes of the lane. */
export interface Lane {
  readonly name: string;
  readonly environment: string;
  /** The runs of each process. */
  readonly batches: readonly (readonly RunPlan[])[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const WORKFLOWS: Readonly<Record<string, readonly string[]>> = {
  invoice_extraction: ['read', 'extract_fields', 'validate', 'post'],
  payment_matching: ['load', 'match', 'book'],
  customer_onboarding: ['verify_identity', 'create_account', 'notify'],
  nightly_report: ['query', 'render', 'deliver'],
  order_fulfilment: ['reserve', 'pack', 'ship', 'notify'],
  document_translation: ['split', 'translate', 'merge'],
  fraud_screening: ['score', 'decide'],
  catalogue_sync: ['fetch', 'diff', 'apply'],
  support_triage: ['classify', 'route'],
  contract_review: ['read', 'compare', 'summarise', 'file'],
};
const ENVIRONMENTS: Readonly<Record<string, readonly string[]>> = {
  prod: ['1.4.0', '1.5.0'],
  staging: ['1.5.0'],
};
const TENANTS = ['acme', 'globex'] as const;

export interface PopulationOptions {
  readonly seed: number;
  /** Every run is over by then, in milliseconds since the epoch. */
  readonly endsAt: number;
  /** Of each ordinary workflow in each environment. */
  readonly processesPerLane: number;
  readonly runsPerProcess: number;
}

/** Plans the whole population: the same for the same options. */
export function planPopulation(options: PopulationOptions): Lane[] {
  return [...ordinaryLanes(options), ...specialLanes(options.endsAt)];
}

/** An ordinary lane of a workflow that nothing else is known of. */
export function planLane(
  workflow: string,
  { seed, endsAt, processesPerLane, runsPerProcess }: PopulationOptions,
): Lane {
  const lane = new LanePlan(workflow);
  const arbitrary = new ArbitraryRuns(seededRandom(seed), lane);
  for (let nth = 0; nth < processesPerLane * runsPerProcess; nth += 1) arbitrary.add();
  return lane.endingAt(endsAt, runsPerProcess);
}

function ordinaryLanes({ seed, endsAt, processesPerLane, runsPerProcess }: PopulationOptions): Lane[] {
  const random = seededRandom(seed);
  return Object.keys(WORKFLOWS).flatMap((workflow) =>
    Object.keys(ENVIRONMENTS).map((environment) => {
      const lane = new LanePlan(workflow, environment);
      const arbitrary = new ArbitraryRuns(random, lane);
      for (let nth = 0; nth < processesPerLane * runsPerProcess; nth += 1) arbitrary.add();
      return lane.endingAt(endsAt, runsPerProcess);
    }),
  );
}

/** The runs of a lane while they are planned, one after the other on a clock that begins at 0. */
class LanePlan {
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

/** Adds runs of every kind to a lane, in about the shares that real workflows have. */
class ArbitraryRuns {
  readonly #random: () => number;
  readonly #lane: LanePlan;
  #lastFailed: { key: string; nth: number } | undefined;

  constructor(random: () => number, lane: LanePlan) {
    this.#random = random;
    this.#lane = lane;
  }

  add(): void {
    const end = this.#end();
    const lane = this.#lane;
    // A run can only be repeated by its own process.
    const repeated =
      this.#lastFailed?.nth === lane.count - 1 && this.#chance(0.5) ? this.#lastFailed.key : undefined;
    const key = lane.pass(this.#between(100, 20 * SECOND)).add(this.#acts(), end, {
      version: this.#pick(ENVIRONMENTS[lane.environment] ?? []),
      tenant: this.#pick(TENANTS),
      ...(this.#chance(0.1) && { queuedForMs: this.#between(10, MINUTE) }),
      ...(repeated !== undefined && { rerunOf: repeated }),
    });
    this.#lastFailed = end.as === 'failed' ? { key, nth: lane.count - 1 } : undefined;
  }

  #acts(): Act[] {
    const acts: Act[] = [];
    for (const name of WORKFLOWS[this.#lane.workflow] ?? ['load', 'work', 'store']) {
      if (this.#chance(0.03)) acts.push({ do: 'skip', name });
      else if (this.#chance(0.1)) acts.push(...this.#perItem(name));
      else acts.push(...this.#attempts(name));
      if (this.#chance(0.04))
        acts.push({
          do: 'wait',
          kind: this.#pick(['timer', 'human'] as const),
          ms: this.#between(50, MINUTE),
        });
    }
    if (this.#chance(0.03))
      acts.push({ do: 'gate', name: 'release', ms: this.#between(10, MINUTE), outcome: 'approved' });
    if (this.#chance(0.02)) acts.push({ do: 'block', ms: this.#between(50, MINUTE) });
    return acts;
  }

  /** A step that fails at first, now and then, and is tried again. */
  #attempts(name: string, itemKey?: string): StepAct[] {
    const step = (): StepAct => ({
      do: 'step',
      name,
      ...(itemKey !== undefined && { itemKey }),
      ms: this.#between(5, 5 * SECOND),
      ...(this.#chance(0.4) && { tokens: Math.floor(this.#between(10, 5000)) }),
      ...(this.#chance(0.2) && { computeMs: this.#between(1, 10 * SECOND) }),
      ...(this.#chance(0.05) && { retrying: 1 }),
      ...(this.#chance(0.02) && { artifact: `/archive/${name}.json` }),
    });
    if (!this.#chance(0.07)) return [step()];
    return [{ ...step(), fails: this.#pick(ERROR_CATEGORIES) }, step()];
  }

  #perItem(name: string): StepAct[] {
    return ['a', 'b', 'c'].flatMap((item) => this.#attempts(name, `item-${item}`));
  }

  #end(): End {
    const roll = this.#random();
    if (roll < 0.84) return { as: 'succeeded' };
    if (roll < 0.88) return { as: 'incomplete' };
    if (roll < 0.91) return { as: 'cancelled' };
    if (roll < 0.925) return { as: 'timed_out' };
    return { as: 'failed', category: this.#pick(ERROR_CATEGORIES) };
  }

  /** Most are short: evenly spread over the orders of magnitude. */
  #between(low: number, high: number): number {
    return Math.round(low * (high / low) ** this.#random());
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new Error('Nothing to pick from');
    return value;
  }
}

const work = (ms: number, details: Partial<StepAct> = {}): StepAct => ({
  do: 'step',
  name: 'work',
  ms,
  ...details,
});

/** Workflows of which each is there for one question that operators ask. */
function specialLanes(endsAt: number): Lane[] {
  return [
    ranThreeTimes(),
    failedOnce(),
    onlySucceeded(),
    recovered(),
    unreliable(),
    slow(),
    nested(),
    released(),
    waiting(),
    notQueued(),
  ].map((lane) => lane.endingAt(endsAt));
}

/** Three runs today, one of which failed: a rate that extrapolation gets wrong. */
function ranThreeTimes(): LanePlan {
  const lane = new LanePlan('monthly_closing');
  lane.add([work(40 * SECOND)], { as: 'succeeded' });
  lane.pass(10 * MINUTE).add([work(3 * SECOND, { fails: 'bug' })], { as: 'failed', category: 'bug' });
  lane.pass(10 * MINUTE).add([work(45 * SECOND)], { as: 'succeeded' });
  return lane;
}

/** One run, which failed: the first increment of a series. */
function failedOnce(): LanePlan {
  const lane = new LanePlan('tax_filing');
  lane.add([work(2 * SECOND, { fails: 'external_api' })], { as: 'failed', category: 'external_api' });
  return lane;
}

function onlySucceeded(): LanePlan {
  const lane = new LanePlan('backup');
  for (let nth = 1; nth <= 40; nth += 1) lane.pass(MINUTE).add([work(nth * 250)], { as: 'succeeded' });
  return lane;
}

/** Fails, goes on failing, and recovers half an hour after its first failure; a second time after 90 seconds. */
function recovered(): LanePlan {
  const lane = new LanePlan('ledger_export');
  const fail = (): string =>
    lane.add([work(SECOND, { fails: 'transient' })], { as: 'failed', category: 'transient' });
  lane.add([work(SECOND)], { as: 'succeeded' });
  fail();
  lane.pass(10 * MINUTE);
  fail();
  lane.pass(20 * MINUTE - 2 * SECOND).add([work(SECOND)], { as: 'succeeded' });
  lane.pass(MINUTE);
  fail();
  lane.pass(89 * SECOND).add([work(SECOND)], { as: 'succeeded' });
  return lane;
}

/** Every second run fails. */
function unreliable(): LanePlan {
  const lane = new LanePlan('price_import');
  const category = 'validation_failed';
  for (let nth = 0; nth < 20; nth += 1) {
    const fails = nth % 2 === 0;
    lane.pass(30 * SECOND);
    if (fails) lane.add([work(SECOND, { fails: category })], { as: 'failed', category });
    else lane.add([work(2 * SECOND)], { as: 'succeeded' });
  }
  return lane;
}

/** Long runs, several at a time. */
function slow(): LanePlan {
  const lane = new LanePlan('data_migration');
  for (let nth = 1; nth <= 12; nth += 1)
    lane.add([work((18 + 2 * nth) * MINUTE)], { as: 'succeeded' }, { moveOnMs: 4 * MINUTE });
  return lane;
}

/** Steps inside of steps. */
function nested(): LanePlan {
  const lane = new LanePlan('site_audit');
  const crawl = (): StepAct =>
    work(SECOND, {
      name: 'crawl',
      inside: [
        work(200, { name: 'fetch' }),
        work(300, { name: 'parse', inside: [work(50, { name: 'tokenize', tokens: 100 })] }),
      ],
    });
  for (let nth = 0; nth < 10; nth += 1) lane.pass(MINUTE).add([crawl(), crawl()], { as: 'succeeded' });
  return lane;
}

/** Gates that were approved and rejected. */
function released(): LanePlan {
  const lane = new LanePlan('release');
  for (let nth = 0; nth < 12; nth += 1) {
    const outcome = nth % 4 === 0 ? 'rejected' : 'approved';
    const end: End = outcome === 'approved' ? { as: 'succeeded' } : { as: 'cancelled' };
    lane
      .pass(MINUTE)
      .add([work(SECOND), { do: 'gate', name: 'go_live', ms: 5 * MINUTE, outcome }, work(2 * SECOND)], end);
  }
  return lane;
}

/** Waits that ended, and some that did not. */
function waiting(): LanePlan {
  const lane = new LanePlan('expense_approval');
  const ended: readonly Act[] = [work(SECOND), { do: 'wait', kind: 'human', ms: 2 * MINUTE }, work(SECOND)];
  lane.add([work(SECOND)], { as: 'waiting' }, { moveOnMs: 3 * HOUR });
  lane.add([work(SECOND)], { as: 'waiting' }, { moveOnMs: HOUR });
  for (let nth = 0; nth < 20; nth += 1) lane.add(ended, { as: 'succeeded' });
  lane.add([work(SECOND)], { as: 'blocked' }, { moveOnMs: 10 * MINUTE });
  lane.add([work(SECOND)], { as: 'waiting' }, { tenant: 'globex', moveOnMs: 5 * MINUTE });
  lane.add([], { as: 'queued' });
  lane.add([], { as: 'queued' });
  return lane;
}

/** A run that could not even be queued. */
function notQueued(): LanePlan {
  const lane = new LanePlan('bulk_import');
  lane.add([work(SECOND)], { as: 'succeeded' });
  lane.pass(MINUTE).add([], { as: 'not_queued', category: 'external_api' }, { queuedForMs: 20 });
  return lane;
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  if (values.length <= size) return [[...values]];
  return [values.slice(0, size), ...chunks(values.slice(size), size)];
}

/** Short runs that happen in real time: what they say has arrived within seconds. */
export function planLiveBatch(name: string, count: number, workflow = 'live_orders'): RunPlan[] {
  return Array.from({ length: count }, (_, nth) => ({
    key: `${name}/${nth}`,
    workflow,
    environment: 'prod',
    version: '2.0.0',
    tenant: 'acme',
    acts: [work(20 + (nth % 100), { name: 'check' }), work(30, { name: 'book' })],
    end: nth % 10 === 9 ? { as: 'failed', category: 'external_api' } : { as: 'succeeded' },
  }));
}

/** Runs that go on until their process is killed. */
export function planWorkingBatch(name: string, workflow: string, count: number): RunPlan[] {
  return Array.from({ length: count }, (_, nth) => ({
    key: `${name}/${nth}`,
    workflow,
    environment: 'prod',
    version: '3.1.0',
    tenant: 'globex',
    acts: [work(5, { name: 'prepare' })],
    end: { as: 'working' },
  }));
}

/** Runs that wait for a person when their process ends. */
export function planWaitingBatch(name: string, workflow: string, count: number): RunPlan[] {
  return planWorkingBatch(name, workflow, count).map((run) => ({ ...run, end: { as: 'waiting' } }));
}
