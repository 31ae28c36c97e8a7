// How long an event takes from the code that it happens in to Loki, under load. Told rather than judged: a busy machine is
// slow.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startStack, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { progress } from './ask/progress.ts';
import { RunnerProcess } from './population/drive-population.ts';
import { planLiveBatch } from './population/plan-batches.ts';
import { sumOf } from './population/population.ts';

const PROCESSES = 2;
const RUNS = 400;
const REST_MS = 30;
const POLL_MS = 200;
/** An event that takes longer is found at the end. */
const LOOK_BACK_MS = 10_000;
const TARGET_SECONDS = 5;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack?.stop());

test('every event under load reaches Loki, and it is told how soon', async () => {
  const settings = { directory: join(stack.directory, 'plans'), otlpHttpUrl: stack.otlpHttpUrl };
  const startedAt = Date.now();
  const runners = Array.from(
    { length: PROCESSES },
    (_, nth) => new RunnerProcess({ runs: planLiveBatch(`load-${nth}`, RUNS), restMs: REST_MS }, settings),
  );
  const watch = new DeliveryWatch(stack);
  const watching = watch.run();
  const runs = (await Promise.all(runners.map((runner) => runner.completed()))).flat();
  const seconds = (Date.now() - startedAt) / 1000;
  await watch.stop();
  await watching;
  await watch.look(startedAt);

  const events = sumOf(runs, (run) => run.events.length);
  expect(watch.delays.size).toBe(events);
  const sorted = [...watch.delays.values()].toSorted((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((share) =>
    ((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000).toFixed(1),
  );
  progress(
    `event delivery SDK → Loki: p50 ${p50} s, p99 ${p99} s (target: below ${TARGET_SECONDS} s), ` +
      `${events} events, ${(events / seconds).toFixed(0)} per second`,
  );
});

/** Looks again and again which events have arrived. */
class DeliveryWatch {
  /** From an event's time to when it was first seen, in milliseconds, by event id. */
  readonly delays = new Map<string, number>();
  readonly #stack: Stack;
  #stopped = false;

  constructor(watched: Stack) {
    this.#stack = watched;
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      await this.look(Date.now() - LOOK_BACK_MS);
      await sleep(POLL_MS);
    }
  }

  /** Stops when what has been sent has had the time to arrive. */
  async stop(): Promise<void> {
    await sleep(LOOK_BACK_MS / 2);
    this.#stopped = true;
  }

  async look(fromMs: number): Promise<void> {
    const entries = await this.#stack.queryLoki.entries('{service_name=~".+"} | event!=""', { fromMs });
    const now = Date.now();
    for (const { fields, timestampNs } of entries) {
      const id = fields['workflow_event_id'] ?? '';
      if (!this.delays.has(id)) this.delays.set(id, now - Number(timestampNs / 1_000_000n));
    }
  }
}
