import { fleet, LABEL } from '../queries/index.ts';
import type { Targets } from '../targets.ts';
import type { Alert } from './alert.ts';
import type { Terms } from './terms.ts';
import { BY_WORKFLOW, fleetView, IN_ENVIRONMENT, WORKFLOW } from './views.ts';

function eventDeliverySlow(
  { delivery: { withinSeconds, share }, enoughEvents }: Targets,
  { deliveredCount, deliveryRatio }: Terms,
): Alert {
  return {
    name: 'RunlightEventDeliverySlow',
    page: 'event-delivery-slow',
    severity: 'warning',
    meaning: `less than ${share * 100} % of at least ${enoughEvents} events took no longer than ${withinSeconds} s to the Collector, over 1h and still over 5m`,
    metrics: {
      expr: [
        `${deliveryRatio('1h')} < ${share}`,
        `and ${deliveryRatio('5m')} < ${share}`,
        `and ${deliveredCount} >= ${enoughEvents}`,
      ].join('\n'),
      for: '5m',
      summary: `Events arrive late${IN_ENVIRONMENT}`,
      description: `Within the last hour only {{ .Value | humanizePercentage }} of the events were in the Collector within ${withinSeconds} s${IN_ENVIRONMENT}; ${share * 100} % should be.`,
      dashboard: fleetView,
    },
  };
}

const eventsMissing: Alert = {
  name: 'RunlightEventsMissing',
  page: 'events-missing',
  severity: 'warning',
  meaning: 'events of runs that ended have been known to be missing for 15 minutes',
  metrics: {
    expr: `${fleet.missingEvents([], BY_WORKFLOW)} > 0`,
    for: '15m',
    summary: `{{ .Value | humanize }} event(s) of ${WORKFLOW} are missing${IN_ENVIRONMENT}`,
    description: `{{ .Value | humanize }} event(s) of runs of ${WORKFLOW} that ended never arrived${IN_ENVIRONMENT}. A replay of the run directories brings them back.`,
    dashboard: fleetView,
  },
};

const telemetryDropped: Alert = {
  name: 'RunlightTelemetryDropped',
  page: 'telemetry-dropped',
  severity: 'critical',
  meaning: 'a Collector could not send or queue telemetry, or did not take it, within the last 15 minutes',
  metrics: {
    expr: `${fleet.collectorCounts(fleet.DROPS, '15m', [LABEL.instance, 'exporter', 'receiver', 'reason'])} > 0`,
    summary: `A Collector loses telemetry: {{ .Labels.reason }}`,
    description: `{{ .Value | humanize }} {{ .Labels.reason }} in the last 15 minutes{{ with .Labels.exporter }} by exporter {{ . }}{{ end }}{{ with .Labels.receiver }} by receiver {{ . }}{{ end }} of Collector {{ .Labels.instance }}. Dashboards and the other alerts may be wrong.`,
    dashboard: fleetView,
  },
};

const collectorSilent: Alert = {
  name: 'RunlightCollectorSilent',
  page: 'collector-silent',
  severity: 'critical',
  meaning: 'no Collector has reported about itself for 10 minutes',
  metrics: {
    expr: fleet.noCollectorFor('10m'),
    for: '1m',
    summary: 'No Collector reports',
    description:
      'No Collector has reported about itself for 10 minutes. Until one does, no dashboard shows what happens now and no other alert can fire.',
    dashboard: fleetView,
  },
};

/** Alerts about the telemetry itself: whether the other alerts can be trusted. */
export function telemetryAlerts(targets: Targets, terms: Terms): Alert[] {
  return [eventDeliverySlow(targets, terms), eventsMissing, telemetryDropped, collectorSilent];
}
