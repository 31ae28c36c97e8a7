/** What a run can wait for. `human` is the run management spec's `waiting_human`. */
export const WAIT_KINDS = ['human', 'policy', 'timer', 'external'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

/** What an EVALUATE step came to, in the words of OA04's planner. */
export const PLANNER_STATUSES = ['success', 'partial', 'blocked', 'unsafe', 'needs_human'] as const;
export type PlannerStatus = (typeof PLANNER_STATUSES)[number];

export const GATE_OUTCOMES = ['approved', 'rejected', 'timed_out'] as const;
export type GateOutcome = (typeof GATE_OUTCOMES)[number];
