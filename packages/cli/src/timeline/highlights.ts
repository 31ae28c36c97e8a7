import {
  compareMarks,
  stepLabel,
  type ErrorInfo,
  type EventOf,
  type Mark,
  type RunEvent,
} from '@runlight/contract';

/** What a person wants to read of a run beside its waterfall. */
export interface Highlights {
  /** The routes that were taken, in order. */
  readonly routes: readonly Route[];
  readonly gates: readonly GateStory[];
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

export interface ArtifactMention {
  readonly path: string;
  readonly role: string;
  readonly sizeBytes: number | null;
}

const KEPT = 200;
type Marked<T> = { readonly mark: Mark; readonly of: T };

/** Picks a run's highlights from its events, in whatever order they come; of each kind at most {@link KEPT}, but every important artifact. */
export class HighlightsReader {
  readonly #routes: Marked<Route>[] = [];
  readonly #gates = new Map<string, GateStory & { mark: Mark }>();
  readonly #artifacts: Marked<EventOf<'workflow.artifact.recorded'>>[] = [];
  readonly #failed = new Set<string>();
  #artifactCount = 0;
  #end: Marked<Highlights['error']> | null = null;
  #stepError: Marked<Highlights['error']> | null = null;

  add(event: RunEvent): void {
    const mark: Mark = [event.timestamp, event.producer, event.seq];
    switch (event.event) {
      case 'workflow.route.selected':
        push(this.#routes, { mark, of: routeOf(event) });
        return;
      case 'workflow.gate.requested':
      case 'workflow.gate.resolved':
        this.#addGate(event, mark);
        return;
      case 'workflow.artifact.recorded':
        this.#artifactCount += 1;
        if (event.important === true || this.#artifacts.length < KEPT)
          this.#artifacts.push({ mark, of: event });
        return;
      case 'workflow.step.failed': {
        if (this.#failed.size < KEPT) this.#failed.add(event.span_id);
        const step = stepLabel({ name: event.step_name, key: event.step_key ?? null });
        this.#stepError = later(this.#stepError, {
          mark,
          of: { error: event.error, step, attempt: event.attempt },
        });
        return;
      }
      case 'workflow.run.failed':
      case 'workflow.run.timed_out': {
        const name = event.failed_step;
        const step = name === undefined ? null : stepLabel({ name, key: event.failed_step_key ?? null });
        this.#end = later(this.#end, {
          mark,
          of: { error: event.error, step, attempt: event.failed_attempt ?? null },
        });
        return;
      }
      case 'workflow.run.lost':
        this.#end ??= { mark, of: { error: event.error, step: null, attempt: null } };
        return;
      default:
        return;
    }
  }

  finish(): Highlights {
    const telling = this.#artifacts.filter(({ of }) => of.important === true || this.#failed.has(of.span_id));
    return {
      routes: inOrder(this.#routes),
      gates: [...this.#gates.values()].sort((a, b) => compareMarks(a.mark, b.mark)),
      artifacts: inOrder(telling).map(({ path, role, size_bytes }) => ({
        path,
        role,
        sizeBytes: size_bytes ?? null,
      })),
      artifactCount: this.#artifactCount,
      error: (this.#end ?? this.#stepError)?.of ?? null,
    };
  }

  #addGate(event: EventOf<'workflow.gate.requested' | 'workflow.gate.resolved'>, mark: Mark): void {
    const known = this.#gates.get(event.span_id);
    if (known === undefined && this.#gates.size >= KEPT) return;
    const resolved = event.event === 'workflow.gate.resolved';
    if (known !== undefined && !resolved) return;
    this.#gates.set(event.span_id, {
      mark,
      name: event.gate,
      outcome: resolved ? event.gate_outcome : null,
      actor: resolved ? (event.actor ?? null) : null,
      note: resolved ? (event.note ?? null) : null,
      waitedMs: resolved ? event.waited_ms : null,
    });
  }
}

function routeOf({
  from_step,
  from_step_key,
  target,
  decision,
  reason,
}: EventOf<'workflow.route.selected'>): Route {
  return {
    from: from_step === undefined ? null : stepLabel({ name: from_step, key: from_step_key ?? null }),
    target,
    decision: decision ?? null,
    reason: reason ?? null,
  };
}

function push<T>(kept: Marked<T>[], one: Marked<T>): void {
  if (kept.length < KEPT) kept.push(one);
}

function inOrder<T>(marked: readonly Marked<T>[]): T[] {
  return [...marked].sort((a, b) => compareMarks(a.mark, b.mark)).map(({ of }) => of);
}

function later<T>(kept: Marked<T> | null, candidate: Marked<T>): Marked<T> {
  return kept !== null && compareMarks(kept.mark, candidate.mark) > 0 ? kept : candidate;
}
