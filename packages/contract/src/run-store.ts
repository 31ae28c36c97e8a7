import type { GateOutcome } from './decisions.ts';
import type { RunState } from './run-state.ts';
import type { RunEvent } from './schemas/event.ts';

/**
 * What the SDK asks of the place where runs are kept beyond the process. The run directory implements it; without one
 * every run still works, but cannot be resumed elsewhere, cancelled or decided from outside.
 *
 * Every method is synchronous and fail-open: it reports its trouble by itself and never throws.
 */
export interface RunStore {
  /** Environment variables that let a child process find the same store. */
  env(): Record<string, string>;

  /** What is known of a run; undefined if nothing is. */
  load(runId: string): StoredRun | undefined;

  /** Keeps an artifact's content with its step; undefined if it could not be kept. */
  saveArtifact(artifact: ArtifactContent): SavedArtifact | undefined;

  /**
   * Follows what is asked of a run from outside, each request once, until the returned function is called. What was
   * asked before is told too. Does not keep the process alive; an open gate does that itself.
   */
  watchControl(runId: string, onRequest: (request: ControlRequest) => void): () => void;

  /**
   * Tells, after the run's roll-up event was emitted, whether this process is the one that ended the run: true for
   * exactly one, which then materialises the root span.
   */
  wonEnd(runId: string): boolean;
}

export interface StoredRun {
  readonly state: RunState;
  /** All of the run's events that are kept, in the order of the stream. */
  readonly events: Iterable<RunEvent>;
}

export interface ArtifactContent {
  readonly runId: string;
  /** The step's label (`extract` or, with a key, `extract:invoice-7`) and attempt. */
  readonly step: string;
  readonly attempt: number;
  /** The file name that the author wishes; made safe by the store. */
  readonly name: string;
  /** The content, or the path of a file to copy. */
  readonly content: string | Uint8Array | { readonly file: string };
}

export interface SavedArtifact {
  /** Relative to the run directory. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What somebody outside asks of a run. */
export type ControlRequest = CancelRequest | GateDecisionRequest;

interface AnyControlRequest {
  /** The same request may come by several ways; without an id each arrival is one of its own. */
  readonly id?: string | undefined;
  readonly actor?: string | undefined;
}

interface CancelRequest extends AnyControlRequest {
  readonly kind: 'cancel';
  readonly reason?: string | undefined;
}

interface GateDecisionRequest extends AnyControlRequest {
  readonly kind: 'gate';
  readonly gate: string;
  readonly outcome: Exclude<GateOutcome, 'timed_out'>;
  readonly note?: string | undefined;
}
