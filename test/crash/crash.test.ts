import { beforeAll, expect, test } from 'vitest';

import { crash, type CrashReport } from './crash-trial.ts';
import { Recoverers } from './recoverers.ts';
import { seededRandom } from './seeded-random.ts';

/** `npm run test:crash` kills 200 times. */
const CRASHES = Number(process.env['RUNLIGHT_CRASHES'] ?? 8);
const SEED = Number(process.env['RUNLIGHT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
/** From the first moment of work on; by then every kind of run has ended at least once. */
const LATEST_KILL_MS = 900;

const reports: CrashReport[] = [];

beforeAll(async () => {
  const random = seededRandom(SEED);
  await using recoverers = new Recoverers(2);
  for (let count = 0; count < CRASHES; count += 1) {
    reports.push(await crash(Math.floor(random() * LATEST_KILL_MS), recoverers));
  }
  if (process.env['RUNLIGHT_CRASHES'] === undefined) return;
  const figures = JSON.stringify(totalFigures(), null, 2);
  process.stdout.write(`${CRASHES} kills with RUNLIGHT_SEED=${SEED}: ${figures}\n`);
}, CRASHES * 20_000);

test('processes are killed at work: with runs that have ended, runs that are open, and somebody reading', () => {
  const { endedBefore, lost, filesRead, manifestsRead } = totalFigures();
  expect(endedBefore).toBeGreaterThan(0);
  expect(lost).toBeGreaterThanOrEqual(CRASHES);
  expect(filesRead).toBeGreaterThan(CRASHES);
  expect(manifestsRead).toBeGreaterThan(0);
});

test('who reads meanwhile never sees a torn, broken, missing or outdated status, metadata, manifest or final file', () => {
  expect(faultsOf('unreadable')).toEqual([]);
});

test('no event that was emitted before the kill is missing', () => {
  expect(faultsOf('missing')).toEqual([]);
});

test('a kill tears one line at most, the last one of its stream', () => {
  expect(faultsOf('torn')).toEqual([]);
});

test('the journal folds to the state that the process had told', () => {
  expect(faultsOf('states')).toEqual([]);
});

test('recovery ends each open run once, as lost or as it had said, also when two recover at once or one again', () => {
  expect(faultsOf('recoveries')).toEqual([]);
});

test('recovery leaves runs that had ended as they are', () => {
  expect(faultsOf('touched')).toEqual([]);
});

test('after recovery every run directory is valid, with nothing left over', () => {
  expect(faultsOf('invalid')).toEqual([]);
});

test('each run has one root span, exported by its process or made by recovery', () => {
  expect(faultsOf('rootSpans')).toEqual([]);
});

function faultsOf(claim: keyof CrashReport['faults']): string[] {
  if (reports.length < CRASHES) return [`only ${reports.length} of ${CRASHES} processes were killed`];
  return reports.flatMap(({ faults }, nth) =>
    faults[claim].map((fault) => `RUNLIGHT_SEED=${SEED}, kill ${nth + 1}: ${fault}`),
  );
}

function totalFigures(): CrashReport['figures'] {
  const sum = (name: keyof CrashReport['figures']): number =>
    reports.reduce((total, { figures }) => total + figures[name], 0);
  return {
    runs: sum('runs'),
    events: sum('events'),
    endedBefore: sum('endedBefore'),
    lost: sum('lost'),
    endCompleted: sum('endCompleted'),
    tornLines: sum('tornLines'),
    filesRead: sum('filesRead'),
    manifestsRead: sum('manifestsRead'),
  };
}
