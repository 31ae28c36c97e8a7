import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { RunWatch } from './watch-runs.ts';

const START = Date.UTC(2026, 3, 24, 14, 30);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe.each(ENGINES)('a run that promised no heartbeats, in %s,', (engine) => {
  test.each([
    ['a day', {}, 24],
    ['as long as was said', { silentAfterHours: 3 }, 3],
    ['much longer if that was said', { silentAfterHours: 100 }, 100],
  ])('is stalled after %s of silence, never lost, and goes on when it speaks', async (_, settings, hours) => {
    let now = START;
    const server = await startTestServer({ engine, now: () => now, ...settings });
    const run = new SampleRun('quiet').start();
    await server.take(run.take().map((event) => ({ ...event, heartbeat_interval_ms: undefined })));
    const watch = new RunWatch(server.parts);
    const after = async (ms: number): Promise<unknown> => {
      // Whoever has just come looks away for two minutes.
      for (now = START + ms - 4 * MINUTE_MS; now < START + ms; now += MINUTE_MS) await watch.turn();
      await watch.turn();
      return (await server.request('/api/v1/runs/quiet')).json();
    };
    expect(await after(HOUR_MS)).toMatchObject({
      state: 'running',
      gaps: expect.arrayContaining([
        { what: 'heartbeats', guidance: expect.stringContaining(`after ${hours} h without a word`) },
      ]),
    });
    expect(await after(hours * HOUR_MS - MINUTE_MS)).toMatchObject({ state: 'running' });
    expect(await after(hours * HOUR_MS)).toMatchObject({
      state: 'stalled',
      why: expect.stringContaining(`Nothing was heard of it for ${hours} h`),
    });
    expect(await after(10 * hours * HOUR_MS)).toMatchObject({ state: 'stalled' });
    run.script.now = now;
    await server.take(run.step('extract').take());
    expect(await after(10 * hours * HOUR_MS + 5 * MINUTE_MS)).toMatchObject({ state: 'running' });
  });
});
