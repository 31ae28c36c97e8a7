import type { Opcode, PlannerStatus, StepType, WaitKind } from '@runlight/contract';

import type { Ticket } from './ticket.ts';

/** What a run is, for whom and for what. */
export interface RunDescription {
  /** The workflow's name: of low cardinality, it becomes a metric label. */
  readonly workflow: string;
  readonly version?: string | number | undefined;
  readonly tenant?: string | undefined;
  /** The id of the business event that the run serves, as the business knows it: `erp:invoice#98421`. */
  readonly businessEventId?: string | undefined;
  /** `system`, `human`, or who it is. Default `system`. */
  readonly actor?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Captured redacted and size-capped. */
  readonly inputs?: unknown;
  /** The run that this one repeats. */
  readonly rerunOf?: string | undefined;
  /** Counts the runs for the same piece of work, from 1. */
  readonly attempt?: number | undefined;
  readonly environment?: string | undefined;
}

/** How a run is run. */
export interface RunOptions extends RunDescription {
  /** An id of your own; without it the run gets `run_` + ULID, the same 128 bits as its trace id. */
  readonly id?: string | undefined;
  /** The ticket that `queueRun` gave: the run continues where it was queued. */
  readonly ticket?: Ticket | undefined;
  /** Aborts `run.signal` after this many milliseconds; a run that then ends by that abort has timed out. */
  readonly timeoutMs?: number | undefined;
  /** Also cancels the run when it aborts. */
  readonly signal?: AbortSignal | undefined;
  readonly heartbeatIntervalMs?: number | undefined;
  /**
   * `root` (default): a trace of its own, linked to the caller's span. `join`: a span in the caller's trace; that gives
   * up the one-to-one relation of run id and trace id, so that a run's trace must then be looked up by attribute.
   */
  readonly parent?: 'root' | 'join' | undefined;
}

/** `withRun` with a ticket needs nothing else: the ticket names the workflow. */
export type RunOptionsWithTicket = Partial<RunOptions> & { readonly ticket: Ticket };

export interface StepOptions {
  /** The step's name: of low cardinality, it becomes a metric label. */
  readonly name: string;
  /** The item that a step which runs once per item runs for. Attempts count per name and key. */
  readonly key?: string | undefined;
  readonly type?: StepType | undefined;
  /** OA04's opcode, where the one that follows from the type is not right. */
  readonly opcode?: Opcode | undefined;
  /** What does the work: `model`, `tool`, `endpoint`, `parameters`, …; captured redacted and size-capped. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export interface WaitOptions {
  readonly kind?: WaitKind | undefined;
  readonly reason?: string | undefined;
  /** When the wait is expected to be over, in milliseconds since the epoch. */
  readonly until?: number | undefined;
}

export interface BlockOptions {
  readonly reason: string;
  /** What would let the run go on. */
  readonly needs?: string | undefined;
}

export interface RouteOptions {
  /** The step that comes next. */
  readonly target: string;
  readonly decision?: PlannerStatus | undefined;
  readonly reason?: string | undefined;
  readonly retryRequested?: boolean | undefined;
  readonly awaiting?: 'human' | 'policy' | undefined;
}

export interface RollbackOptions {
  readonly target?: string | undefined;
  readonly reason?: string | undefined;
  /** The name of the step that the rollback is. Default `rollback`. */
  readonly name?: string | undefined;
}

export interface HandOffOptions {
  readonly target?: string | undefined;
  readonly reason?: string | undefined;
}
