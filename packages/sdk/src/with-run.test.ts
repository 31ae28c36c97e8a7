import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { expect, test } from 'vitest';

import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

test('a run and its step are told from start to end, the roll-up last', async () => {
  const value = await withRun({ workflow: 'orders' }, async () => await withStep('fetch', async () => 42));
  expect(value).toBe(42);
  expect(kit.telemetry.story()).toEqual([
    'run.running',
    'step.started fetch',
    'step.completed fetch',
    'run.succeeded',
    'run.completed',
  ]);
});
