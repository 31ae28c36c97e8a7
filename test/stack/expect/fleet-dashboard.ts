import type { ExpectedEvent } from '../population/expected-run.ts';
import type { Population } from '../population/population.ts';
import { quantileBounds } from './quantile-bounds.ts';
import { between, each, exactly, positive, type ExpectedSample } from './samples.ts';
import type { Scene } from './scene.ts';

type Expectation = (scene: Scene) => readonly ExpectedSample[];

/** No bucket of the delivery's histogram is wider. */
const WIDEST_BUCKET = 2;
/** Of events that are delivered in real time so many must be in time, on however busy a machine. */
const IN_TIME = 0.9;
/** The counts of young histograms are extrapolated, by as much as one flush of the Collector. */
const EXTRAPOLATED = 1.03;
const COLLECTOR = { instance: 'collector' };

/** What the metric queries of the Fleet dashboard must give, by panel and query. */
export const fleetDashboard: Readonly<Record<string, Expectation>> = {
  'Delivered within 5 s A': ({ selected }) => deliveredInTime(selected),
  'Delivered within 5 s B': ({ selected }) => [exactly(deliveredEvents(selected).length)],
  'Delivery time A': deliveryQuantile(0.5),
  'Delivery time B': deliveryQuantile(0.99),
  'Events missing now A': () => [exactly(0)],
  'Dropped or refused A': () => [exactly(0)],
  'Stalled now A': ({ selected }) => [exactly(selected.inStatus('stalled').length)],
  'Lost runs A': ({ selected }) => [exactly(selected.ended('lost').length)],
  'Delivery time over time A': deliveryQuantile(0.5),
  'Delivery time over time B': deliveryQuantile(0.99),
  'Delivery time over time C': ({ selected }) =>
    deliveredEvents(selected).length === 0 ? [] : [exactly(deliveredEvents(selected).length)],
  'Lost runs by workflow A': ({ selected }) =>
    each(
      selected.by(({ workflow }) => workflow),
      'workflow_name',
      (of) => exactly(of.ended('lost').length),
    ),
  'Dropped or refused telemetry A': () => [],
  'Duplicates and oddities A': () => [],
  'Sending queues A': () => queues({ low: 0, high: 0.8 }),
  'Queued A': () => queues({ low: 0, high: 100_000 }),
  'Open runs and series A': ({ everything }) => [exactly(everything.runs.length - everything.ended().length)],
  'Open runs and series B': () => [positive()],
  'Forgotten A': () => [],
  'Inferred events A': ({ everything }) => [
    exactly(everything.runs.flatMap(({ events }) => events.filter(({ isInferred }) => isInferred)).length, {
      reason: 'inferred',
    }),
  ],
  'Memory of Collectors A': () => [positive(COLLECTOR)],
  'CPU of Collectors A': () => [positive(COLLECTOR)],
  'Collectors A': () => [exactly(1)],
  'Fullest queue A': () => [between({ low: 0, high: 0.8 })],
  'Received and sent A': () => [positive()],
  'Received and sent B': () => [positive()],
  'Received and sent C': () => [positive()],
  'Received and sent D': () => [positive()],
  'Received and sent E': () => [positive()],
};

/** Those that the runs' own processes sent. */
function deliveredEvents(population: Population): ExpectedEvent[] {
  return population.runs.flatMap(({ events }) => events.filter(({ isInferred }) => isInferred !== true));
}

/** What a plan put into the past came late; what happened in real time did not. */
export function deliveredInTime(population: Population): ExpectedSample[] {
  const events = deliveredEvents(population);
  if (events.length === 0) return [];
  const inTime = events.filter(({ isLate }) => isLate !== true).length / events.length;
  return [between({ low: inTime * IN_TIME, high: inTime * EXTRAPOLATED })];
}

function deliveryQuantile(share: number): Expectation {
  return ({ selected, delivered }) => {
    const times = deliveredEvents(selected).map(({ at = delivered.from }) => at);
    if (times.length === 0) return [];
    // Nobody knows when an event arrived; what is known is when none had arrived yet, and when all had.
    const { low } = quantileBounds(share, [times.map((at) => Math.max(0, delivered.from - at) / 1000)]);
    const { high } = quantileBounds(share, [times.map((at) => (delivered.to - at) / 1000)]);
    return [between({ low: low / WIDEST_BUCKET, high: high * WIDEST_BUCKET })];
  };
}

function queues(bounds: { low: number; high: number }): ExpectedSample[] {
  return [
    between(bounds, { exporter: 'otlp_http/loki', data_type: 'logs' }),
    between(bounds, { exporter: 'otlp_http/tempo', data_type: 'traces' }),
    between(bounds, { exporter: 'otlp_http/prometheus', data_type: 'metrics' }),
  ];
}
