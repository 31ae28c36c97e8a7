import { compareMarks, stepLabel, type EventOf, type Mark, type RunEvent } from '@runlight/contract';

import type { GateStory, Highlights, Route, RunnerStory } from './highlights.ts';

const KEPT = 200;
type Marked<T> = { readonly mark: Mark; readonly of: T };

/**
 * Picks a run's highlights from its events, in whatever order they come. Of each kind it keeps the latest
 * {@link KEPT} that it read, of artifacts also every important one.
 */
export class HighlightsReader {
  readonly #routes: Marked<Route>[] = [];
  readonly #gates = new Map<string, GateStory & { mark: Mark }>();
  readonly #runners = new Map<string, RunnerStory & { mark: Mark }>();
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
      case 'workflow.runner.started':
      case 'workflow.runner.completed':
        this.#addRunner(event, mark);
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
      gates: [...this.#gates.values()].sort(byMark),
      runners: [...this.#runners.values()].sort(byMark),
      artifacts: inOrder(telling).map(({ path, role, size_bytes }) => ({
        path,
        role,
        sizeBytes: size_bytes ?? null,
      })),
      artifactCount: this.#artifactCount,
      error: (this.#end ?? this.#stepError)?.of ?? null,
    };
  }

  #addRunner(event: EventOf<'workflow.runner.started' | 'workflow.runner.completed'>, mark: Mark): void {
    const known = this.#runners.get(event.span_id);
    const ended = event.event === 'workflow.runner.completed';
    keep(this.#runners, event.span_id, {
      mark: earlier(known?.mark, mark),
      name: event.runner,
      command: ended ? (known?.command ?? null) : (event.command ?? null),
      termination: ended ? event.termination : (known?.termination ?? null),
      exitCode: ended ? (event.exit_code ?? null) : (known?.exitCode ?? null),
    });
  }

  #addGate(event: EventOf<'workflow.gate.requested' | 'workflow.gate.resolved'>, mark: Mark): void {
    const known = this.#gates.get(event.span_id);
    const resolved = event.event === 'workflow.gate.resolved';
    keep(this.#gates, event.span_id, {
      mark: earlier(known?.mark, mark),
      name: event.gate,
      outcome: resolved ? event.gate_outcome : (known?.outcome ?? null),
      actor: resolved ? (event.actor ?? null) : (known?.actor ?? null),
      note: resolved ? (event.note ?? null) : (known?.note ?? null),
      waitedMs: resolved ? event.waited_ms : (known?.waitedMs ?? null),
    });
  }
}

function earlier(a: Mark | undefined, b: Mark): Mark {
  return a !== undefined && compareMarks(a, b) < 0 ? a : b;
}

function byMark(a: { readonly mark: Mark }, b: { readonly mark: Mark }): number {
  return compareMarks(a.mark, b.mark);
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
  kept.push(one);
  if (kept.length > KEPT) kept.shift();
}

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.set(key, value);
  if (kept.size <= KEPT) return;
  for (const oldest of kept.keys()) {
    kept.delete(oldest);
    return;
  }
}

function inOrder<T>(marked: readonly Marked<T>[]): T[] {
  return [...marked].sort((a, b) => compareMarks(a.mark, b.mark)).map(({ of }) => of);
}

function later<T>(kept: Marked<T> | null, candidate: Marked<T>): Marked<T> {
  return kept !== null && compareMarks(kept.mark, candidate.mark) > 0 ? kept : candidate;
}
