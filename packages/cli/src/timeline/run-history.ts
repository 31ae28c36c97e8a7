import { parseTimestamp, type RunEvent, type StepEvent, type WaitKind } from '@runlight/contract';

import { addToDraft, closeDraft, newDraft, type Attempt, type Draft, type Held } from './attempt.ts';
import type { Interval } from './intervals.ts';

/** All that happened in a run over time. */
export interface RunHistory extends Interval {
  readonly queued: Interval | null;
  /** Waits and blocks of the run outside of any step. */
  readonly held: readonly (Held & { readonly reason: string | null })[];
  /** By when they started. */
  readonly attempts: readonly Attempt[];
}

type RunHold = {
  opened: { at: number; kind: WaitKind | null; status: Held['status']; reason: string | null } | null;
  to: number | null;
};

/**
 * Collects a run's history from its events, in whatever order they come. What has not ended lasts until the run's
 * end, or until `now`.
 */
export class HistoryReader {
  readonly #drafts = new Map<string, Draft>();
  readonly #holds = new Map<string, RunHold>();
  #queuedAt: number | null = null;
  #startedAt: number | null = null;
  #firstAt: number | null = null;
  #durationMs: number | null = null;

  add(event: RunEvent): void {
    const at = parseTimestamp(event.timestamp);
    if (this.#firstAt === null || at < this.#firstAt) this.#firstAt = at;
    if ('step_seq' in event) this.#addToStep(event, at);
    else this.#addToRun(event, at);
  }

  /** To be called once, after the last event. */
  finish(now: number): RunHistory {
    const start = this.#startedAt ?? this.#queuedAt ?? this.#firstAt ?? now;
    const over = this.#durationMs !== null;
    // Not when the end was told: that a run is lost is told long after.
    const to = this.#durationMs === null ? now : start + this.#durationMs;
    const from = Math.min(start, this.#queuedAt ?? start);
    const attempts = Array.from(this.#drafts.values(), (draft) => closeDraft(draft, to, over));
    this.#drafts.clear(); // there may be a million
    attempts.sort((a, b) => a.from - b.from);
    const held = [...this.#holds.values()].flatMap((hold) =>
      hold.opened === null
        ? []
        : [{ ...hold.opened, from: hold.opened.at, to: Math.max(hold.opened.at, hold.to ?? to) }],
    );
    const queued = this.#queuedAt === null ? null : { from: this.#queuedAt, to: this.#startedAt ?? to };
    return { from, to: Math.max(from, to), queued, held, attempts };
  }

  #addToRun(event: Exclude<RunEvent, StepEvent>, at: number): void {
    switch (event.event) {
      case 'workflow.run.queued':
        this.#queuedAt = Math.min(at, this.#queuedAt ?? at);
        return;
      case 'workflow.run.running':
        this.#startedAt = Math.min(at, this.#startedAt ?? at);
        return;
      case 'workflow.run.waiting':
      case 'workflow.run.blocked': {
        if (event.step_name !== undefined) return; // drawn in that step's row
        const waits = event.event === 'workflow.run.waiting';
        this.#hold(event.wait_id).opened = {
          at,
          kind: waits ? event.wait_kind : null,
          status: waits ? 'waiting' : 'blocked',
          reason: event.reason ?? null,
        };
        return;
      }
      case 'workflow.run.resumed':
        if (event.wait_id !== undefined) this.#hold(event.wait_id).to = at;
        return;
      case 'workflow.run.completed':
        this.#durationMs = event.duration_ms;
        return;
      default:
        return;
    }
  }

  #hold(waitId: string): RunHold {
    const kept = this.#holds.get(waitId) ?? { opened: null, to: null };
    this.#holds.set(waitId, kept);
    return kept;
  }

  #addToStep(event: StepEvent, at: number): void {
    const draft = this.#drafts.get(event.span_id) ?? newDraft(event, at);
    this.#drafts.set(event.span_id, draft);
    addToDraft(draft, event, at);
  }
}
