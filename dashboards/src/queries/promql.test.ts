// What the building blocks of PromQL and the definitions made of them come to, in a real Prometheus. Needs promtool.
import { beforeAll, describe, expect, test } from 'vitest';

import { BUILD_TIMEOUT_MS, promtool, promtoolIsMissing, promtoolOver } from '../../testing/promtool.ts';
import { counted, countedFromNothing, observed } from './promql.ts';
import * as runs from './runs.ts';

const at = (expr: string, evalTime: string, ...values: number[]) => ({
  expr,
  eval_time: evalTime,
  exp_samples: values.map((value) => ({ labels: '{}', value })),
});

/** Evaluates expressions in a real Prometheus over series with a sample every 15 s. */
async function evaluates(series: Readonly<Record<string, string>>, checks: readonly object[]): Promise<void> {
  const input = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const file = { tests: [{ interval: '15s', input_series: input, promql_expr_test: checks }] };
  expect(await promtoolOver(['test', 'rules'], { 'test.yaml': file }, 'test.yaml')).toContain('SUCCESS');
}

describe.skipIf(promtoolIsMissing)(`counting ${promtoolIsMissing ?? ''}`, () => {
  beforeAll(() => promtool('--version'), BUILD_TIMEOUT_MS);
  const rise = (over: string): string => `sum(${counted('x', over)})`;

  test('is exact for a series that began in the window, where increase() is not', async () => {
    const series = { 'x{a="1"}': '_x195 0 1 1 3+0x40' }; // 0 at 49m, 1 at 49m15s, 3 from 49m45s on
    await evaluates(series, [
      at(rise('10m'), '50m10s', 3),
      at(rise('1h'), '50m10s', 3),
      at('sum(increase(x[10m])) > bool 3.1', '50m10s', 1),
    ]);
  });

  test('of windows that follow each other adds up to the whole', async () => {
    // Rises between two samples that lie on both sides of a window's edge.
    await evaluates({ x: '0 1 2 5 5 9 9 9 14 14 14 14 15' }, [
      at(rise('1m'), '1m', 5),
      at(rise('1m'), '2m', 9),
      at(rise('1m'), '3m', 1),
      at(rise('3m'), '3m', 15),
    ]);
  });

  test('does not take what was counted before an outage for news', async () => {
    await evaluates({ x: '1000x40 _x80 1000 1001 1001x40' }, [at(rise('20m'), '35m', 1)]);
  });

  test('goes on over a restart that began at 0 again', async () => {
    await evaluates({ x: '100x80 0 2 2 2x40' }, [at(`round(${rise('10m')})`, '25m', 2)]);
  });

  test('is 0 for a series that did not rise, and nothing for one that is not there', async () => {
    await evaluates({ x: '7x400' }, [at(rise('10m'), '50m', 0), at(`sum(${counted('y', '10m')})`, '50m')]);
  });

  test('takes the first value of a counter that never said 0 for news', async () => {
    const fromNothing = `sum(${countedFromNothing('x', '10m')})`;
    await evaluates({ x: '_x100 4x200' }, [
      at(fromNothing, '20m'),
      at(fromNothing, '26m', 4),
      at(fromNothing, '40m', 0),
    ]);
  });

  test('subtracts distributions: only what was observed in the window is left', async () => {
    const histogram = (count: number, small: number): string =>
      `{{schema:0 sum:${count} count:${count} buckets:[${small} ${count - small}]}}`;
    const observations = { h: `${histogram(8, 8)}x100 ${histogram(12, 8)}x200` };
    const within = observed('h', '10m');
    await evaluates(observations, [
      at(`histogram_count(sum(${within}))`, '30m', 4),
      at(`histogram_fraction(1, 2, sum(${within}))`, '30m', 1),
      at(`histogram_count(sum(${within}))`, '40m', 0),
    ]);
  });
});

describe.skipIf(promtoolIsMissing)(`the definitions ${promtoolIsMissing ?? ''}`, () => {
  const whole = { where: [], over: '30m' };
  const outcome = (name: string): string => `workflow_run_count_total{workflow_run_outcome="${name}"}`;
  const CORRECTIONS = 'workflow_run_corrections_total{workflow_run_outcome="lost"}';

  test('success rate is succeeded ÷ (ended − cancelled), without the lost that was withdrawn', async () => {
    const series = {
      [outcome('succeeded')]: '0 6x120',
      [outcome('incomplete')]: '0 1x120',
      [outcome('failed')]: '0 1x120',
      [outcome('timed_out')]: '0 1x120',
      [outcome('lost')]: '0 3x120',
      [outcome('cancelled')]: '0 50x120',
      [CORRECTIONS]: '0x60 2x60',
      workflow_run_first_pass_total: '0 5x120',
      'workflow_step_retries_total{workflow_step_name="read"}': '0 9x120',
    };
    await evaluates(series, [
      at(runs.successRate(whole), '20m', 6 / 10),
      at(runs.firstPassSuccessRate(whole), '20m', 5 / 10),
      at(runs.ended(whole), '20m', 60),
      at(runs.ended(whole, ['lost']), '20m', 1),
      at(runs.ended(whole, runs.UNSUCCESSFUL), '20m', 4),
      at(runs.retriesPer100(whole), '20m', 15),
    ]);
  });

  test('a lost run that was counted before the window and withdrawn in it leaves nothing', async () => {
    const series = {
      [outcome('lost')]: '0 1x200',
      [outcome('succeeded')]: '0x160 1x40',
      [CORRECTIONS]: '0x160 1x40',
    };
    await evaluates(series, [
      at(runs.ended({ ...whole, over: '10m' }), '45m', 1),
      at(runs.successRate({ ...whole, over: '10m' }), '45m', 1),
    ]);
  });

  test('the rate of no runs is neither 0 % nor 100 %', async () => {
    await evaluates({ [outcome('succeeded')]: '3x200', [outcome('failed')]: '0x200' }, [
      at(runs.successRate(whole), '45m'),
      at(runs.durationQuantile(0.95, whole), '45m'),
      at(runs.meanTimeToRepair(whole), '45m'),
    ]);
  });

  test('mean time to repair is sum ÷ count of the recoveries', async () => {
    const series = {
      workflow_run_recovery_duration_seconds: '{{schema:0}} {{schema:0 sum:90 count:2 buckets:[2]}}x100',
    };
    await evaluates(series, [at(runs.meanTimeToRepair(whole), '20m', 45)]);
  });
});
