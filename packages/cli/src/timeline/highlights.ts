import type { ErrorInfo } from '@runlight/contract';

/** What a person wants to read of a run beside its waterfall. */
export interface Highlights {
  /** The routes that were taken, in order. */
  readonly routes: readonly Route[];
  readonly gates: readonly GateStory[];
  /** The programs and agents that worked for the run's steps. */
  readonly runners: readonly RunnerStory[];
  /** The run's artifacts that its author called important, and those of failed steps; the rest is counted. */
  readonly artifacts: readonly ArtifactMention[];
  /** How many artifacts were recorded in all. */
  readonly artifactCount: number;
  /** The error that the run ended with, else the latest one of a step. */
  readonly error: {
    readonly error: ErrorInfo;
    readonly step: string | null;
    readonly attempt: number | null;
  } | null;
}

export interface Route {
  readonly from: string | null;
  readonly target: string;
  readonly decision: string | null;
  readonly reason: string | null;
}

export interface GateStory {
  readonly name: string;
  readonly outcome: string | null;
  readonly actor: string | null;
  readonly note: string | null;
  readonly waitedMs: number | null;
}

export interface RunnerStory {
  readonly name: string;
  readonly command: readonly string[] | null;
  /** Null while it runs. */
  readonly termination: string | null;
  /** Null while it runs, and when a signal ended it. */
  readonly exitCode: number | null;
}

export interface ArtifactMention {
  readonly path: string;
  readonly role: string;
  readonly sizeBytes: number | null;
}
