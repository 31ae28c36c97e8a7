import { traceIdFromRunId, type RunEvent, type RunOutcome, type RunStatus } from '@runlight/contract';

import { RunScript, type ScriptedProcess, type ScriptedStep } from '../runs/index.ts';

const MINUTE = 60_000;

/** A run in some state, and what a person must be told about why it is in it. */
export interface StateRun {
  readonly state: RunStatus;
  readonly runId: string;
  readonly workflow: string;
  /** A part of the cause, as the fixture declares it. */
  readonly cause: RegExp;
  readonly events: readonly RunEvent[];
}

interface Story {
  readonly workflow: string;
  readonly cause: RegExp;
  /** How long ago it began, in minutes. */
  readonly ago: number;
  readonly tags?: readonly string[];
  readonly tell: (main: ScriptedProcess, script: RunScript) => void;
}

const DECLINED = {
  type: 'PaymentError',
  message: '402 card_declined',
  category: 'external_api',
  code: 'card_declined',
} as const;
const SILENT = { type: 'Lost', message: 'no heartbeat', category: 'transient' } as const;
const LATE = { type: 'TimeoutError', message: 'ran longer than 30 s', category: 'transient' } as const;

/** One story per state; every run but the queued one began with a step that succeeded. */
const STORIES: Readonly<Record<RunStatus, Story>> = {
  queued: { workflow: 'report', cause: /./, ago: 1, tell: () => undefined },
  running: {
    workflow: 'import',
    cause: /./,
    ago: 2,
    tags: ['eu', 'nightly'],
    tell: (main) => void begin(main, 'load rows'),
  },
  waiting: {
    workflow: 'refund',
    cause: /approv|release/i,
    ago: 62,
    tell: (main) => {
      const step = begin(main, 'release refund');
      step.emit({ event: 'workflow.gate.requested', gate: 'release refund', wait_kind: 'human' });
      const wait = { wait_kind: 'human', reason: 'approval of a refund above 1,000 EUR' } as const;
      step.emit({ event: 'workflow.step.waiting', ...wait });
      main.emit({ event: 'workflow.run.waiting', wait_id: 'w1', step_name: 'release refund', ...wait });
    },
  },
  blocked: {
    workflow: 'payout',
    cause: /bank key/,
    ago: 75,
    tell: (main) => void main.emit({ event: 'workflow.run.blocked', wait_id: 'w1', needs: 'a bank key' }),
  },
  stalled: {
    workflow: 'sync',
    cause: /progress|heard|since|silen/i,
    ago: 40,
    tell: (main, script) => {
      begin(main, 'copy files');
      script.pass(10 * MINUTE);
      script.process('watcher').emit({ event: 'workflow.run.stalled', reason: 'no progress for 10 minutes' });
    },
  },
  cancelling: {
    workflow: 'import',
    cause: /./,
    ago: 3,
    tell: (main) => void main.emit({ event: 'workflow.run.cancelling', actor: 'ops', reason: 'wrong file' }),
  },
  succeeded: {
    workflow: 'invoice',
    cause: /./,
    ago: 20,
    tags: ['eu'],
    tell: (main) => end(main, 'succeeded'),
  },
  incomplete: {
    workflow: 'invoice',
    cause: /two of three/,
    ago: 25,
    tell: (main) => end(main, 'incomplete'),
  },
  failed: {
    workflow: 'invoice',
    cause: /card_declined/,
    ago: 5,
    tags: ['eu', 'priority', 'retail', 'q4'],
    tell: failAfterThree,
  },
  cancelled: { workflow: 'report', cause: /./, ago: 50, tell: (main) => end(main, 'cancelled') },
  timed_out: { workflow: 'report', cause: /30 s/, ago: 90, tell: (main) => end(main, 'timed_out') },
  lost: { workflow: 'sync', cause: /heartbeat|heard|silen/i, ago: 110, tell: (main) => end(main, 'lost') },
};

/** A run for every state, their times counted back from `now` (epoch milliseconds). */
export function stateRuns(now: number): readonly StateRun[] {
  return Object.entries(STORIES).map(([name, story], index) => {
    const state = name as RunStatus; // a key of the record above
    const runId = `run_01JSM0VD2K7ZQ4X9M3T8W1B${String(index).padStart(3, '0')}`;
    const startsAt = new Date(now - story.ago * MINUTE).toISOString();
    const script = new RunScript({ runId, workflow: story.workflow, startsAt });
    const main = script.process(`p${index}`);
    const about = {
      trace_id: traceIdFromRunId(runId),
      workflow_version: '4.2',
      environment: 'prod',
      business_event_id: `invoice.created #${990 + index}`,
      inputs: { file: `invoice-${index}.xml`, pages: 2 },
      ...(story.tags && { tags: [...story.tags] }),
    };
    if (state === 'queued') main.emit({ event: 'workflow.run.queued', queue: 'nightly', ...about });
    else {
      main.emit({ event: 'workflow.run.running', ...about });
      const fetching = begin(main, 'fetch');
      script.pass(1200);
      fetching.emit({ event: 'workflow.step.completed', duration_ms: 1200 });
      story.tell(main, script);
    }
    return { state, runId, workflow: story.workflow, cause: story.cause, events: script.events };
  });
}

function begin(main: ScriptedProcess, name: string, attempt = 1): ScriptedStep {
  return main.step(name, { type: 'io', attempt }).emit({ event: 'workflow.step.started' });
}

function failAfterThree(main: ScriptedProcess, script: RunScript): void {
  for (const attempt of [1, 2, 3]) {
    const step = begin(main, 'charge-card', attempt);
    script.pass(4000);
    if (attempt < 3) step.emit({ event: 'workflow.step.retrying', error: DECLINED, delay_ms: 2000 });
    step.emit({ event: 'workflow.step.failed', duration_ms: 4000, error: DECLINED });
    script.pass(2000);
    if (attempt < 3) continue;
    const failed = { failed_step: 'charge-card', failed_span_id: step.spanId, failed_attempt: 3 };
    main.emit({ event: 'workflow.run.failed', duration_ms: 19_200, error: DECLINED, ...failed });
  }
  rollUp(main, 'failed');
}

function end(main: ScriptedProcess, outcome: Exclude<RunOutcome, 'failed'>): void {
  main.script.pass(5 * MINUTE);
  const duration_ms = 301_200;
  const event = `workflow.run.${outcome}` as const;
  switch (event) {
    case 'workflow.run.incomplete':
      main.emit({ event, duration_ms, reason: 'two of three were booked' });
      break;
    case 'workflow.run.timed_out':
      main.emit({ event, duration_ms, error: LATE, timeout_ms: 30_000 });
      break;
    case 'workflow.run.lost':
      main.script.process('watcher').emit({ event, duration_ms, error: SILENT, inferred: true });
      return;
    case 'workflow.run.cancelled':
      main.emit({ event, duration_ms, actor: 'ops', reason: 'sent twice' });
      break;
    case 'workflow.run.succeeded':
      main.emit({ event, duration_ms });
  }
  rollUp(main, outcome);
}

function rollUp(main: ScriptedProcess, outcome: RunOutcome): void {
  const sums = { duration_ms: 301_200, waiting_ms: 0, steps: 2, retries: 0, first_pass: true };
  main.emit({ event: 'workflow.run.completed', outcome, ...sums });
}
