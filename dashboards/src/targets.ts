/** What a workflow has to keep. A workflow without an entry in {@link TARGETS}`.workflows` has the defaults. */
export interface WorkflowTargets {
  /** 95 of 100 runs take no longer than this. */
  readonly p95DurationSeconds?: number;
  /** The longest time without a successful run; null for a workflow that nobody expects to run. */
  readonly successEverySeconds?: number | null;
}

export interface Targets {
  /** Succeeded ÷ (ended − cancelled). */
  readonly successRate: number;
  /** The same, of runs without a retried step that are not themselves re-runs. */
  readonly firstPassSuccessRate: number;
  readonly retriesPer100: number;
  readonly mttrSeconds: number;
  readonly p95DurationSeconds: number;
  readonly p95StepDurationSeconds: number;
  readonly successEverySeconds: number;
  /** A workflow without a success for longer than this is taken for retired, and no longer alerted on. */
  readonly retiredAfterSeconds: number;
  /** A run that waits or is blocked for longer needs somebody to look. */
  readonly waitingTooLongSeconds: number;
  /** This share of events is in the Collector within that time after it happened. */
  readonly delivery: { readonly withinSeconds: number; readonly share: number };
  /** A rate or a quantile of fewer runs than this alerts nobody. */
  readonly enoughRuns: number;
  readonly enoughEvents: number;
  /** How many times faster than allowed failures come before somebody is woken, or told. */
  readonly burn: { readonly fast: number; readonly slow: number };
  /** A sending queue that is fuller than this is about to overflow. */
  readonly queueFillShare: number;
  readonly workflows: Readonly<Record<string, WorkflowTargets>>;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every threshold of the dashboards and alerts. After a change: `npm run generate -w @runlight/dashboards`. */
export const TARGETS: Targets = {
  successRate: 0.95,
  firstPassSuccessRate: 0.9,
  retriesPer100: 20,
  mttrSeconds: HOUR,
  p95DurationSeconds: 15 * MINUTE,
  p95StepDurationSeconds: 5 * MINUTE,
  successEverySeconds: 26 * HOUR,
  retiredAfterSeconds: 7 * DAY,
  waitingTooLongSeconds: 4 * HOUR,
  delivery: { withinSeconds: 5, share: 0.99 },
  enoughRuns: 10,
  enoughEvents: 100,
  burn: { fast: 6, slow: 3 },
  queueFillShare: 0.8,
  workflows: {},
};
