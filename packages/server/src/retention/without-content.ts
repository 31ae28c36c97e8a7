import { initialRunState, tagsOf, type Mark, type RunState, type StepState } from '@runlight/contract';

import { BACKFILL_TAGS } from '../ingest/run-columns.ts';

/** A run's state without what it was given and what it gave. Its marks stay: what is told again is still known. */
export function withoutInputs(state: RunState): RunState {
  const { queued, running } = state.described_by;
  const bare = <T extends { descriptor: RunState['descriptor'] } | null>(said: T): T =>
    said && { ...said, descriptor: { ...said.descriptor, inputs: null } };
  return {
    ...state,
    descriptor: { ...state.descriptor, inputs: null },
    described_by: { queued: bare(queued), running: bare(running) },
    end: state.end && { ...state.end, outputs: null },
    open_steps: Object.fromEntries(
      Object.entries(state.open_steps).map(([spanId, step]) => [spanId, withoutIo(step)]),
    ),
  };
}

/** What figures and late events need of a run's state: when it was what, how it ended, and which events it has seen. */
export function withoutSummary(state: RunState): RunState {
  const { run_id, workflow_name, queued_at, started, updated_at, waiting_ms, steps, retries, usage } = state;
  const { events, seen, rerun, artifacts, descriptor, end } = withoutInputs(state);
  const { entry_step, hitl } = state;
  const error = end?.error ? { type: 'deleted', message: DELETED, category: end.error.category } : null;
  return {
    ...initialRunState(run_id, workflow_name),
    descriptor: { ...descriptor, actor: null, business_event_id: null, worktree_path: null, tags: null },
    queued_at,
    entry_step: entry_step && { ...entry_step, key: null },
    hitl: hitl && { ...hitl, actor: null },
    tags: backfillTags(state),
    started,
    updated_at,
    waiting_ms,
    steps,
    retries,
    usage,
    events,
    seen,
    rerun,
    artifacts,
    end: end && { ...end, reason: null, actor: null, error, failed_step: null, effectiveness: null },
  };
}

const DELETED = 'What was kept of it was deleted when its time was over';

/** Figures leave backfills out. */
function backfillTags(state: RunState): RunState['tags'] {
  const mark: Mark = state.started ?? ['', '', 0];
  const tags = tagsOf(state).filter((tag) => BACKFILL_TAGS.includes(tag));
  return Object.fromEntries(tags.map((tag, nth) => [tag, { mark, nth, present: true }]));
}

export function withoutIo(step: StepState): StepState {
  return { ...step, input: null, output: null, details: null };
}

export function withoutStepSummary(step: StepState): StepState {
  return {
    ...withoutIo(step),
    key: null,
    reason: null,
    error: null,
    validation: null,
    gate: null,
    runner: null,
    artifacts: [],
  };
}

const CONTENT = ['inputs', 'outputs', 'input', 'output', 'details'] as const;

/** An event as it is kept, without its payloads; undefined if it has none. */
export function eventWithoutContent(text: string): string | undefined {
  const event = JSON.parse(text) as Record<string, unknown>; // only this server writes the column
  if (!CONTENT.some((field) => field in event)) return undefined;
  return JSON.stringify(event, (key, value: unknown) =>
    (CONTENT as readonly string[]).includes(key) ? undefined : value,
  );
}
