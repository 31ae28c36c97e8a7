import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { describe, expect, test } from 'vitest';

import { Backoff } from './backoff.ts';
import type { BatchExporter } from './batch-exporter.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { OtlpError } from './otlp-error.ts';

const ACKNOWLEDGED: ExportResult = { code: ExportResultCode.SUCCESS };
const UNAVAILABLE = failed(new OtlpError('otlp_unavailable', 'nobody there'));
const REFUSED = failed(new OtlpError('otlp_refused', 'not like this'));

describe('DeliveryQueue', () => {
  test('delivers in order, in batches of the given size', async () => {
    const { queue, sent } = queueThat(() => ACKNOWLEDGED, { maxBatchSize: 2 });
    for (const item of [1, 2, 3, 4, 5]) queue.add(item);
    expect(await queue.flush()).toBe(true);
    expect(sent).toEqual([[1, 2], [3, 4], [5]]);
    expect(queue.size).toBe(0);
  });

  test('sends a full batch without being asked', async () => {
    const { queue, outcome, until } = queueThat(() => ACKNOWLEDGED, { maxBatchSize: 2, delayMs: 3_600_000 });
    queue.add(1);
    queue.add(2);
    await until(() => outcome.acknowledged.length === 2);
    expect(outcome.acknowledged).toEqual([1, 2]);
  });

  test('keeps a batch that failed, and sends it again by itself', async () => {
    const answers = [UNAVAILABLE, UNAVAILABLE, ACKNOWLEDGED];
    const { queue, sent, outcome, until } = queueThat(() => answers.shift() ?? ACKNOWLEDGED);
    queue.add(1);
    queue.add(2);
    await until(() => outcome.acknowledged.length === 2);
    expect(sent).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(outcome.unavailable).toBe(2);
  });

  test('a flush gives up when the endpoint is unavailable, and loses nothing', async () => {
    let answer = UNAVAILABLE;
    const { queue, outcome } = queueThat(() => answer, {}, { initialMs: 3_600_000, maxMs: 3_600_000 });
    queue.add(1);
    expect(await queue.flush()).toBe(false);
    expect(queue.size).toBe(1);
    answer = ACKNOWLEDGED;
    expect(await queue.flush()).toBe(true);
    expect(outcome.acknowledged).toEqual([1]);
  });

  test('turns away what does not fit', () => {
    const { queue, outcome } = queueThat(() => ACKNOWLEDGED, { maxQueueSize: 3 });
    for (const item of [1, 2, 3, 4, 5]) queue.add(item);
    expect(queue.size).toBe(3);
    expect(outcome.turnedAway).toEqual([4, 5]);
  });

  test('finds the one item that the endpoint refuses, and delivers all others', async () => {
    const { queue, outcome } = queueThat((batch) => (batch.includes(5) ? REFUSED : ACKNOWLEDGED));
    for (let item = 0; item < 16; item += 1) queue.add(item);
    expect(await queue.flush()).toBe(true);
    expect(outcome.refused).toEqual([5]);
    expect(outcome.acknowledged).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  test('a stock exporter that answers 400 has refused', async () => {
    const { queue, outcome } = queueThat(() =>
      failed(Object.assign(new Error('Bad Request'), { code: 400 })),
    );
    queue.add(1);
    expect(await queue.flush()).toBe(true);
    expect(outcome.refused).toEqual([1]);
  });

  test('an exporter that throws has failed, no more', async () => {
    const { queue } = queueThat(() => {
      throw new Error('a bug');
    });
    queue.add(1);
    expect(await queue.flush()).toBe(false);
    expect(queue.size).toBe(1);
  });

  test('closing turns away what is left and what still comes', async () => {
    const { queue, outcome } = queueThat(() => UNAVAILABLE);
    queue.add(1);
    await queue.flush();
    await queue.close();
    queue.add(2);
    expect(outcome.turnedAway).toEqual([1, 2]);
    expect(await queue.flush()).toBe(true);
  });

  test('tells that there is room once half of the queue is free, or that the endpoint is gone', async () => {
    let answer = UNAVAILABLE;
    const { queue } = queueThat(
      () => answer,
      { maxQueueSize: 4 },
      { initialMs: 3_600_000, maxMs: 3_600_000 },
    );
    expect(await queue.room()).toBe(true);
    for (const item of [1, 2, 3]) queue.add(item);
    const room = queue.room();
    await queue.flush();
    expect(await room).toBe(false);
    answer = ACKNOWLEDGED;
    await queue.flush();
    expect(await queue.room()).toBe(true);
  });
});

describe('Backoff', () => {
  test('doubles up to its cap, with a jitter of at most half', () => {
    for (const random of [0, 0.5, 1]) {
      const backoff = new Backoff({ initialMs: 100, maxMs: 1000 }, () => random);
      const pauses = Array.from({ length: 6 }, () => {
        backoff.fail();
        return backoff.pauseMs;
      });
      expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000].map((full) => full * (0.5 + random / 2)));
      backoff.reset();
      expect(backoff.pauseMs).toBe(0);
    }
  });

  test('heeds a longer wish of the endpoint, up to the cap', () => {
    const backoff = new Backoff({ initialMs: 100, maxMs: 1000 });
    backoff.fail(700);
    expect(backoff.pauseMs).toBe(700);
    backoff.fail(60_000);
    expect(backoff.pauseMs).toBe(1000);
  });
});

function failed(error: Error): ExportResult {
  return { code: ExportResultCode.FAILED, error };
}

/** A queue of numbers before an exporter that answers as told. */
function queueThat(
  answer: (batch: number[]) => ExportResult,
  limits: { maxQueueSize?: number; maxBatchSize?: number; delayMs?: number } = {},
  backoff = { initialMs: 1, maxMs: 1 },
) {
  const sent: number[][] = [];
  const outcome = {
    acknowledged: [] as number[],
    refused: [] as number[],
    turnedAway: [] as number[],
    unavailable: 0,
  };
  const watchers: { condition: () => boolean; resolve: () => void }[] = [];
  const exporter: BatchExporter<number> = {
    export: (batch, done) => {
      sent.push(batch);
      done(answer(batch));
    },
    shutdown: async () => undefined,
  };
  const queue = new DeliveryQueue(
    exporter,
    { maxQueueSize: 100, maxBatchSize: 100, delayMs: 1, ...limits },
    {
      acknowledged: (items) => {
        outcome.acknowledged.push(...items);
        for (const { condition, resolve } of watchers) if (condition()) resolve();
      },
      refused: (item) => outcome.refused.push(item),
      turnedAway: (item) => outcome.turnedAway.push(item),
      unavailable: () => {
        outcome.unavailable += 1;
      },
    },
    new Backoff(backoff),
  );
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (condition()) resolve();
      else watchers.push({ condition, resolve });
    });
  return { queue, sent, outcome, until };
}
