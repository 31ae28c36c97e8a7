import { advance, initialRunState, type RunEvent, type RunState, type StepState } from '@runlight/contract';

import type { RunRow } from '../store/schema.ts';

/** What is known of a run before events are folded into it. */
export type KnownRun = Pick<
  RunRow,
  'run_id' | 'tenant_id' | 'state' | 'version' | 'status' | 'first_seen_at' | 'sort_at' | 'seen_at'
>;

/** A run with events folded into it. */
export interface FoldedRun {
  readonly known: KnownRun | undefined;
  readonly state: RunState;
  readonly tenantId: string;
  /** The events that were new. */
  readonly events: readonly RunEvent[];
  /** The steps that they touched, by span. */
  readonly steps: ReadonlyMap<string, StepState>;
}

/** Whose a run is with these events, of which none was folded; undefined while nothing has said what run it is. */
export function tenantOfRun(
  known: KnownRun | undefined,
  events: readonly RunEvent[],
  sendersTenant: string | null,
): string | undefined {
  const settled = known?.tenant_id || sendersTenant;
  if (settled != null) return settled;
  const state = stateOf(known, '');
  for (const event of events) if (DESCRIBES.has(event.event)) advance(state, event);
  const { queued, running } = state.described_by;
  return state.descriptor.tenant_id ?? (queued === null && running === null ? undefined : '');
}

const DESCRIBES: ReadonlySet<string> = new Set(['workflow.run.queued', 'workflow.run.running']);

function stateOf(known: KnownRun | undefined, runId: string): RunState {
  // An `as`: only this server writes the column.
  return known === undefined ? initialRunState(runId) : (JSON.parse(known.state) as RunState);
}

/** Folds events of one run; `sendersTenant` is the one that the sender speaks for, null for all. */
export function foldRun(
  runId: string,
  known: KnownRun | undefined,
  events: readonly RunEvent[],
  sendersTenant: string | null,
): FoldedRun {
  const state = stateOf(known, runId);
  const steps = new Map<string, StepState>();
  const applied: RunEvent[] = [];
  for (const event of events) {
    const advanced = advance(state, event);
    if (!advanced.applied) continue;
    applied.push(event);
    if (!('span_id' in event)) continue;
    const step = advanced.closed ?? state.open_steps[event.span_id];
    if (step !== undefined) steps.set(event.span_id, step);
  }
  // Whose a run is does not change any more once it is known: what its events say later can't move it to another tenant.
  const tenantId = known?.tenant_id || (sendersTenant ?? state.descriptor.tenant_id ?? '');
  return { known, state, tenantId, events: applied, steps };
}
