// A run of one million steps with the run directory on: does it grow, does it slow down?
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRunDirectory } from '@runlight/run-dir';
import { setRunStore, withRun, withStep } from '@runlight/sdk';
import { keepRaw, median, registerDiscardingSdk, reportRatio } from '@runlight/testing';

const STEPS = 1_000_000;
const BATCH = 10_000;
const EDGE = 20; // batches compared at the start and at the end
const WARM_UP = 10;
const HEAP_LIMIT_MIB = 32;

const root = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
const runDirectory = createRunDirectory({ root });
registerDiscardingSdk([runDirectory.processor]);
setRunStore(runDirectory.store);

const perStep: number[] = [];
const work = async (): Promise<number> => 1;
const heapMib = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
let before = 0;
let after = 0;

await withRun({ workflow: 'bench' }, async () => {
  for (let batch = 0; batch < STEPS / BATCH; batch += 1) {
    if (batch === WARM_UP) before = heapMib();
    const began = performance.now();
    for (let index = 0; index < BATCH; index += 1) {
      const item = batch * BATCH + index;
      // Half of the steps run per item, as in a loop over a million files.
      await withStep(item % 2 === 0 ? 'extract' : { name: 'load', key: `item-${item}` }, work);
    }
    perStep.push(((performance.now() - began) * 1000) / BATCH);
  }
  after = heapMib();
});
await runDirectory.processor.shutdown();
rmSync(root, { recursive: true });

const growth = after - before;
console.log(
  `heap growth over ${STEPS} steps: ${growth.toFixed(1)} MiB (${growth <= HEAP_LIMIT_MIB ? 'within' : 'BEYOND'} ${HEAP_LIMIT_MIB})`,
);
if (growth > HEAP_LIMIT_MIB) process.exitCode = 1;
keepRaw('million steps heap', { before, after, growth, medianPerStep: median(perStep) });

reportRatio(
  {
    name: 'cost per step at the end of a million steps',
    baseline: `the first ${EDGE} batches after warming up`,
    candidate: `the last ${EDGE} batches`,
    limit: 1.2,
  },
  'µs per step',
  perStep.slice(WARM_UP, WARM_UP + EDGE),
  perStep.slice(-EDGE),
);
