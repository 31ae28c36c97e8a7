// Does the run directory hold up the event loop? The same paced load with it and without it, in turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import { createRunDirectory } from '@runlight/run-dir';
import { setRunStore, withRun, withStep } from '@runlight/sdk';
import { registerDiscardingSdk, reportRatio } from '@runlight/testing';

const ROUNDS = 9;
const ROUND_MS = 2000;
const RUNS = 4; // at a time, as the example does
const STEP_MS = 5;

const root = mkdtempSync(join(tmpdir(), 'runlight-bench-'));
const runDirectory = createRunDirectory({ root });
let on = false;
registerDiscardingSdk([
  {
    onEmit: (record, context) => {
      if (on) runDirectory.processor.onEmit(record, context);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  },
]);

/** The 99th percentile of the event loop's delay under the load, in milliseconds. */
async function delayP99(withDirectory: boolean): Promise<number> {
  on = withDirectory;
  setRunStore(withDirectory ? runDirectory.store : undefined);
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const until = performance.now() + ROUND_MS;
  await Promise.all(
    Array.from({ length: RUNS }, () =>
      withRun({ workflow: 'bench' }, async () => {
        while (performance.now() < until) await withStep('work', () => delay(STEP_MS));
      }),
    ),
  );
  histogram.disable();
  return histogram.percentile(99) / 1e6;
}

const without: number[] = [];
const withIt: number[] = [];
for (let round = -1; round < ROUNDS; round += 1) {
  const [a, b] = [await delayP99(false), await delayP99(true)];
  if (round < 0) continue; // warms up
  without.push(a);
  withIt.push(b);
}
await runDirectory.processor.shutdown();
rmSync(root, { recursive: true });

reportRatio(
  {
    name: 'event loop delay with the run directory on',
    baseline: 'p99 of the delay without the run directory',
    candidate: 'p99 of the delay with the run directory',
    limit: 2.0,
  },
  'ms',
  without,
  withIt,
);
