import type { DashboardName } from '../links.ts';

/** `critical`: somebody is woken. `warning`: somebody looks at it in working hours. */
type Severity = 'critical' | 'warning';

/**
 * One way to find out, in PromQL or LogQL: fires for every series that the expression gives.
 *
 * Texts are Go templates that Prometheus, Loki and Grafana all understand: `{{ .Labels.name }}`, `{{ .Value }}`.
 */
export interface Rule {
  readonly expr: string;
  readonly summary: string;
  readonly description: string;
  /** How long it has to hold before it fires. */
  readonly for?: string;
  /** How long it goes on after the expression gave nothing. */
  readonly keepFiringFor?: string;
  /** Where to look first. */
  readonly dashboard: DashboardView;
}

export interface DashboardView {
  readonly name: DashboardName;
  /** Parts of the URL's query; may hold templates. */
  readonly parameters: readonly string[];
}

export interface Alert {
  /** Unique, and unmistakable among the alerts of others. */
  readonly name: `Runlight${string}`;
  /** Its runbook: `docs/runbooks/<page>.md`. */
  readonly page: string;
  readonly severity: Severity;
  /** When it fires, in words. */
  readonly meaning: string;
  readonly metrics: Rule;
  /** The same from logs, which know the run. Grafana, which has both, takes this one. */
  readonly logs?: Rule;
}

/** A PromQL expression that is evaluated all the time, under a name of its own. */
export interface Recording {
  readonly name: `runlight:${string}`;
  readonly expr: string;
  readonly meaning: string;
}
