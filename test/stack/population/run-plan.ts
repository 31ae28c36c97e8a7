import type { ErrorCategory, WaitKind } from '@runlight/contract';

/** A run before it happens: what it does, how long that takes, how it ends. Times are in milliseconds. */
export interface RunPlan {
  /** Names the run as long as it has no id. */
  readonly key: string;
  readonly workflow: string;
  readonly environment: string;
  readonly version: string;
  readonly tenant: string;
  /** When it begins, in milliseconds since the epoch; of a live run known only when it has begun. */
  readonly startsAt?: number;
  /** Waits in a queue first. */
  readonly queuedForMs?: number;
  /** The key of the run of the same process that this one repeats. */
  readonly rerunOf?: string;
  readonly acts: readonly Act[];
  readonly end: End;
}

/** Something that a run does, one after the other. */
export type Act = StepAct | HoldAct | GateAct | SkipAct;

export interface StepAct {
  readonly do: 'step';
  readonly name: string;
  readonly itemKey?: string;
  /** Beside what happens inside. */
  readonly ms: number;
  /** Throws; the run goes on, and another attempt at the step is a retry. */
  readonly fails?: ErrorCategory;
  /** Tries again by itself, so often. */
  readonly retrying?: number;
  readonly tokens?: number;
  readonly computeMs?: number;
  readonly artifact?: string;
  readonly inside?: readonly Act[];
}

export interface HoldAct {
  readonly do: 'wait' | 'block';
  readonly kind?: WaitKind;
  readonly ms: number;
}

export interface GateAct {
  readonly do: 'gate';
  readonly name: string;
  readonly ms: number;
  readonly outcome: 'approved' | 'rejected';
}

interface SkipAct {
  readonly do: 'skip';
  readonly name: string;
}

/** How a run ends, or in which state it is left. */
export type End =
  | { readonly as: 'succeeded' | 'incomplete' | 'cancelled' | 'timed_out' }
  | { readonly as: 'failed'; readonly category: ErrorCategory }
  /** It waits or is blocked when its process ends; `annotated` just before that. */
  | { readonly as: 'waiting' | 'blocked' }
  /** Nobody took it from its queue. */
  | { readonly as: 'queued' }
  /** Could not be put into its queue. */
  | { readonly as: 'not_queued'; readonly category: ErrorCategory }
  /** Its process works on, until somebody kills it. */
  | { readonly as: 'working' };

/** How long the acts take together. */
export function lengthOf(acts: readonly Act[]): number {
  return acts.reduce((sum, act) => sum + lengthOfAct(act), 0);
}

function lengthOfAct(act: Act): number {
  switch (act.do) {
    case 'skip':
      return 0;
    case 'step':
      return act.ms + lengthOf(act.inside ?? []);
    default:
      return act.ms;
  }
}
