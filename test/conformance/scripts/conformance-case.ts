import { runIdFromTraceId, type RunEvent } from '@runlight/contract';
import {
  RunScript,
  type RunBody,
  type ScriptedProcess,
  type ScriptedStep,
  type ScriptedStepOptions,
} from '@runlight/testing/runs';

/** A run as a stream of events, and the moment at which its views are taken. */
export interface ConformanceCase {
  readonly name: string;
  /** What the case is there to show, in one sentence. */
  readonly shows: string;
  readonly runId: string;
  /** In the order of arrival, which need not be that of emission; an event may arrive twice. */
  readonly events: readonly RunEvent[];
  /** Epoch milliseconds. */
  readonly now: number;
}

const STARTS_AT = '2026-04-24T14:30:22Z';
type RunningFields = Omit<Extract<RunBody, { event: 'workflow.run.running' }>, 'event' | 'trace_id'>;

/** Writes one case: what happens, step by step. */
export class CaseScript {
  readonly name: string;
  readonly shows: string;
  readonly run: RunScript;
  readonly main: ScriptedProcess;
  readonly traceId: string;

  constructor(
    name: string,
    shows: string,
    options: { readonly runId?: string; readonly traceId?: string } = {},
  ) {
    this.name = name;
    this.shows = shows;
    this.traceId = options.traceId ?? traceIdOf(name);
    const runId = options.runId ?? runIdFromTraceId(this.traceId);
    this.run = new RunScript({ runId, workflow: 'invoice_extraction', startsAt: STARTS_AT });
    this.main = this.run.process('7q2m');
  }

  running(fields: RunningFields = {}): this {
    const defaults = { workflow_version: '1.8.3', environment: 'prod', heartbeat_interval_ms: 15_000 };
    this.main.emit({ event: 'workflow.run.running', trace_id: this.traceId, ...defaults, ...fields });
    return this;
  }

  /** Lets time pass. */
  pass(ms: number): this {
    this.run.pass(ms);
    return this;
  }

  /** Starts a step of the main process. */
  start(name: string, options: ScriptedStepOptions = {}): ScriptedStep {
    return this.main.step(name, options).emit({ event: 'workflow.step.started' });
  }

  /** A step that takes `ms` and completes. */
  step(name: string, ms: number, options: ScriptedStepOptions = {}): this {
    const step = this.start(name, options);
    this.pass(ms);
    step.emit({ event: 'workflow.step.completed', duration_ms: ms });
    return this;
  }

  /** The two events that a run ends with: the end itself and the roll-up. */
  end(end: EndBody, sums: Partial<RollUp> = {}, by: ScriptedProcess = this.main): this {
    by.emit(end);
    const outcome = end.event.slice('workflow.run.'.length) as RollUp['outcome']; // EndBody has just these events
    const { duration_ms, waiting_ms = 0 } = end;
    const none = { steps: 0, retries: 0, first_pass: false };
    const inferred = outcome === 'lost' ? { inferred: true } : {};
    by.emit({
      event: 'workflow.run.completed',
      outcome,
      duration_ms,
      waiting_ms,
      ...none,
      ...inferred,
      ...sums,
    });
    return this;
  }

  /** The case as it stands, seen `afterMs` later. */
  seen(afterMs = 0, events: readonly RunEvent[] = this.run.events): ConformanceCase {
    return { name: this.name, shows: this.shows, runId: this.run.runId, events, now: this.run.now + afterMs };
  }
}

type RollUp = Omit<Extract<RunBody, { event: 'workflow.run.completed' }>, 'event'>;
type EndBody = Extract<RunBody, { event: `workflow.run.${RollUp['outcome']}` }>;

/** The milliseconds that the case starts at and ten bytes that follow from its name, as a trace id has them. */
function traceIdOf(name: string): string {
  const bytes = Buffer.from(name.padEnd(10, '.')).subarray(0, 10);
  return Date.parse(STARTS_AT).toString(16).padStart(12, '0') + bytes.toString('hex');
}
