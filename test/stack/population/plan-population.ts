import { seededRandom } from '../../crash/seeded-random.ts';
import { ArbitraryRuns, ENVIRONMENTS, WORKFLOWS } from './arbitrary-runs.ts';
import { LanePlan, type Lane } from './lane-plan.ts';
import { specialLanes } from './special-lanes.ts';

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
