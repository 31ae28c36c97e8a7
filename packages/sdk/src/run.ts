import { trace, type Tracer } from '@opentelemetry/api';
import {
  PLANNER_STATUSES,
  type Effectiveness,
  type ErrorInfo,
  type Json,
  type RunEvent,
  type StepEvent,
  type Usage,
} from '@runlight/contract';

import { AttemptCounter } from './attempts.ts';
import { toCarrier } from './carrier.ts';
import type { RunClock } from './clock.ts';
import { redactorFor } from './configuration.ts';
import { RunControl } from './control.ts';
import { readEffectiveness, type MeasuredEffectiveness } from './effectiveness.ts';
import { describeError } from './error-info.ts';
import { attempt, failOpen } from './fail-open.ts';
import { Failures } from './failures.ts';
import { decideGate, type GateDecision, type GateOptions } from './gate.ts';
import { labelOf, oneOf } from './given-values.ts';
import { Holds, type HoldReason } from './holds.ts';
import { INSTRUMENTATION_SCOPE } from './instrumentation-scope.ts';
import type {
  BlockOptions,
  HandOffOptions,
  RollbackOptions,
  RouteOptions,
  StepOptions,
  WaitOptions,
} from './options.ts';
import { Recorder, type EventBody, type Place } from './recorder.ts';
import type { Redactor } from './redaction/redactor.ts';
import { rollBack } from './rollback.ts';
import { remoteContext } from './root-span.ts';
import { RunAbort } from './run-abort.ts';
import type { RunIdentity } from './run-identity.ts';
import { RunTags } from './run-tags.ts';
import { RunTotals } from './run-totals.ts';
import { currentScope, inScope, withScope } from './scope.ts';
import { settle } from './settle.ts';
import { storeEnv } from './shared-state.ts';
import { readStepOptions } from './step-options.ts';
import type { EndedStatus } from './step-span.ts';
import { Step } from './step.ts';
import { runStep } from './run-step.ts';

const NOTE_LIMIT = 4096;
const REASON_LIMIT = 1024;
const TAG_LIMIT = 128;

/** How user code says that its run ended, where returning normally does not say it. */
export type DeclaredEnd =
  | { readonly outcome: 'incomplete'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: unknown };

type RunLevelBody = EventBody<Exclude<RunEvent, StepEvent>>;

/** A run while it executes: what `withRun` hands to the function it wraps. */
export class Run {
  /** `run_` + ULID, or the caller's own id. */
  readonly id: string;
  /** 32 hex digits; for an id of our form the same 128 bits. */
  readonly traceId: string;
  readonly workflow: string;

  /** @internal */ readonly identity: RunIdentity;
  /** @internal */ readonly recorder: Recorder;
  /** @internal */ readonly clock: RunClock;
  /** @internal */ readonly redactor: Redactor;
  /** @internal */ readonly tracer: Tracer;
  /** @internal */ readonly place: Place;
  /** @internal */ readonly tags: RunTags;
  /** @internal */ readonly attempts = new AttemptCounter();
  /** @internal */ readonly failures = new Failures();
  /** @internal */ readonly holds: Holds;
  /** @internal */ readonly abort: RunAbort;
  /** @internal */ readonly control: RunControl;
  /** @internal */ readonly heartbeatMs: number;
  /** @internal */ readonly openSteps = new Set<Step>();
  /** @internal */ ended = false;
  /** @internal */ handedOff = false;
  /** @internal */ declaredEnd: DeclaredEnd | undefined;
  /** @internal */ capturedOutputs: Json | undefined;
  /** @internal */ measuredEffectiveness: Effectiveness | undefined;
  /** @internal */ readonly totals = new RunTotals();
  /** @internal True when another process may have added steps. */
  shared = false;
  /** The place of the run's own events: below its root span, also in a process that works for a step of the run. */
  readonly #ownPlace: Place;
  #progress = 0;

  /** @internal Runs are made by `withRun`, `startRun`, `joinRun` and `resumeRun`. */
  constructor(identity: RunIdentity) {
    this.identity = identity;
    this.id = identity.id;
    this.traceId = identity.traceId;
    this.workflow = identity.workflow;
    const scope = { run: this, step: undefined };
    this.heartbeatMs = identity.heartbeatMs;
    this.clock = identity.clock;
    this.redactor = redactorFor(identity.tenant);
    this.tags = new RunTags(identity.tags);
    this.recorder = new Recorder(identity.id, identity.workflow);
    this.place = this.recorder.placeOfRun(identity.span, withScope(identity.context, scope));
    const rootContext = withScope(remoteContext(identity.traceId, identity.rootSpanId), scope);
    this.#ownPlace =
      identity.parentSpanId === undefined ? this.place : { ...this.place, context: rootContext };
    this.tracer = trace.getTracer(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
    this.holds = new Holds(this);
    this.abort = new RunAbort(this);
    this.control = new RunControl(this);
  }

  /** Aborted when the run is cancelled or times out. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /**
   * Environment variables that let a child process add its steps to this run, below the step that runs now; none when
   * the run is over.
   */
  env(): Record<string, string> {
    if (this.ended) return {};
    this.shared = true;
    const { id: runId, traceId, workflow } = this;
    const span = this.#currentStep()?.place.span ?? this.place.span;
    const spanId = span?.spanContext().spanId ?? this.identity.parentSpanId ?? this.identity.rootSpanId;
    const { traceparent, baggage } = toCarrier({ runId, workflow, traceId, spanId });
    return { ...storeEnv(), TRACEPARENT: traceparent, BAGGAGE: baggage, RUNLIGHT_RUN_ID: runId };
  }

  /** Runs a step of this run, for code that holds a run from `startRun` instead of running inside of it. */
  withStep<T>(step: string | StepOptions, fn: (step: Step) => T): T {
    return runStep({ run: this, step: this.#currentStep() }, step, fn);
  }

  /** Runs `fn` inside of this run: `withStep` in it finds the run. */
  within<T>(fn: () => T): T {
    return this.ended ? fn() : inScope({ run: this, step: undefined }, this.place.context, fn);
  }

  /** Says that the run waits while `fn` runs: for a person, a timer, another system. Waiting time is measured apart. */
  wait<T>(reason: string | WaitOptions, fn: () => T): T {
    return this.#hold(
      () => ({ ...(typeof reason === 'string' ? { reason } : reason), status: 'waiting' }),
      fn,
    );
  }

  /** Says that the run can't go on while `fn` runs, until somebody does something about it. */
  block<T>(reason: string | BlockOptions, fn: () => T): T {
    return this.#hold(
      () => ({ ...(typeof reason === 'string' ? { reason } : reason), status: 'blocked' }),
      fn,
    );
  }

  /** Waits for a decision from outside; true if it was approved. See {@link decision} for who decided and why. */
  async gate(name: string, options?: GateOptions): Promise<boolean> {
    return (await decideGate(this, name, options)).approved;
  }

  /** Waits for a decision from outside: `approved`, `rejected` or `timed_out`, by whom, with what note. */
  decision(name: string, options?: GateOptions): Promise<GateDecision> {
    return decideGate(this, name, options);
  }

  /** Records where the run goes next and why. */
  route(route: string | RouteOptions): void {
    attempt('run.route', () => {
      const options = typeof route === 'string' ? { target: route } : route;
      const step = this.#currentStep();
      this.record({
        event: 'workflow.route.selected',
        from_step: step?.name,
        from_step_key: step?.key,
        target: this.redactor.text(options.target, REASON_LIMIT),
        decision: oneOf(PLANNER_STATUSES, options.decision),
        reason: this.#text(options.reason),
        retry_requested: typeof options.retryRequested === 'boolean' ? options.retryRequested : undefined,
        awaiting: oneOf(['human', 'policy'], options.awaiting),
      });
    });
  }

  /** Runs `fn` as a step that undoes what was done. */
  rollback<T>(options: RollbackOptions, fn: () => T): T {
    return rollBack({ run: this, step: this.#currentStep() }, options, fn);
  }

  /** Records that a step was left out, and why. */
  skip(step: string | StepOptions, reason?: string): void {
    if (this.ended) return;
    attempt('run.skip', () =>
      Step.skip(this, readStepOptions(step), this.#currentStep(), this.#text(reason)),
    );
  }

  /**
   * Says that another process will take the run over: when the wrapped function returns, the run goes on, and
   * `resumeRun` continues it.
   */
  handOff(options?: HandOffOptions): void {
    if (this.ended || this.identity.role === 'guest') return;
    this.handedOff = true;
    attempt('run.handOff', () =>
      this.record({
        event: 'workflow.run.handed_off',
        target: this.#text(options?.target),
        reason: this.#text(options?.reason),
      }),
    );
  }

  /** Keeps a note with the run. */
  annotate(note: string, options?: { readonly actor?: string | undefined }): void {
    attempt('run.annotate', () =>
      this.record({
        event: 'workflow.run.annotated',
        actor: labelOf(options?.actor),
        note: this.redactor.text(note, NOTE_LIMIT),
      }),
    );
  }

  tag(...tags: readonly string[]): void {
    this.#tags(tags, []);
  }

  untag(...tags: readonly string[]): void {
    this.#tags([], tags);
  }

  /** Captures what the run made, redacted and size-capped; told with its end. */
  outputs(outputs: unknown): void {
    this.capturedOutputs = this.redactor.payload('outputs', outputs);
  }

  /** Says how well the run did, by the author's own measure; told with its end. */
  effectiveness(measured: MeasuredEffectiveness): void {
    attempt('run.effectiveness', () => {
      this.measuredEffectiveness = readEffectiveness(measured);
    });
  }

  /** Ends the run as incomplete when its function returns: it ran cleanly, but did not do all of its work. */
  incomplete(reason: string): void {
    this.declaredEnd = { outcome: 'incomplete', reason: this.redactor.text(reason, REASON_LIMIT) };
  }

  /** Ends the run as failed although its function returns: the handler dealt with the error itself. */
  fail(error: unknown): void {
    this.declaredEnd = { outcome: 'failed', error };
  }

  /** Asks the run to stop: aborts {@link signal}. How it ends is up to how its function answers. */
  cancel(request?: { readonly reason?: string | undefined; readonly actor?: string | undefined }): void {
    this.abort.cancel(this.#text(request?.reason), labelOf(request?.actor));
  }

  /** @internal */
  get timedOut(): boolean {
    return this.abort.timedOut;
  }

  /** @internal */
  get abortReason(): string | undefined {
    return this.abort.reason;
  }

  /** @internal Tells whether an error answers the run's own abort, so that it is a cancellation and no failure. */
  isOwnAbort(error: unknown): boolean {
    return this.abort.isAnsweredBy(error);
  }

  /** @internal */
  record(body: RunLevelBody, atMs: number = this.clock.now()): void {
    if (this.ended) return;
    this.recorder.record(body, atMs, this.#ownPlace);
  }

  /** @internal */
  heartbeat(): void {
    if (this.ended) return;
    this.recorder.heartbeat(
      this.recorder.recorded + this.#progress,
      this.heartbeatMs,
      this.clock.now(),
      this.#ownPlace,
    );
  }

  /** @internal */
  describe(error: unknown): ErrorInfo {
    return describeError(error, this.redactor);
  }

  /** @internal */
  noteProgress(): void {
    this.#progress += 1;
  }

  /** @internal */
  stepStarted(step: Step): void {
    this.openSteps.add(step);
    this.totals.stepStarted(step.retry);
  }

  /** @internal */
  stepEnded(step: Step, status: EndedStatus, usage: Usage | undefined): void {
    this.openSteps.delete(step);
    this.attempts.end(step.name, step.key, status === 'failed');
    if (usage !== undefined) this.totals.use(usage);
  }

  #currentStep(): Step | undefined {
    const scope = currentScope();
    return scope?.run === this ? scope.step : undefined;
  }

  #hold<T>(readHold: () => HoldReason, fn: () => T): T {
    if (this.ended) return fn();
    const over = failOpen(
      'holding a run',
      () => this.holds.begin(readHold(), this.#currentStep()),
      () => () => undefined,
    );
    return settle(fn, { enter: (turn) => turn(), ok: over, threw: over, leave: over });
  }

  #tags(add: readonly string[], remove: readonly string[]): void {
    const texts = (tags: readonly string[]): string[] =>
      tags.map((tag) => this.redactor.text(tag, TAG_LIMIT));
    this.record({ event: 'workflow.run.tagged', ...this.tags.change(texts(add), texts(remove)) });
  }

  #text(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.redactor.text(text, REASON_LIMIT);
  }
}
