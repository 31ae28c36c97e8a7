import { trace } from '@opentelemetry/api';
import {
  PLANNER_STATUSES,
  type ErrorInfo,
  type Json,
  type PlannerStatus,
  type StepEvent,
  type Usage,
  type Validation,
} from '@runlight/contract';

import { recordArtifact, type ArtifactOptions } from './artifact.ts';
import { durationBetween } from './clock.ts';
import { attempt, failOpen } from './fail-open.ts';
import { amountOf, numberOf, oneOf } from './given-values.ts';
import { HeldTime } from './held-time.ts';
import type { StepOptions } from './options.ts';
import type { EventBody, Place } from './recorder.ts';
import type { Run } from './run.ts';
import { addUsage, noUsage } from './run-totals.ts';
import { runRunner, type RunnerOptions } from './runner.ts';
import { inScope, withScope, type Scope } from './scope.ts';
import type { Watcher } from './settle.ts';
import {
  contextBelow,
  endStepSpan,
  startStepSpan,
  stepAttributes,
  unrecordedSpan,
  type EndedStatus,
} from './step-span.ts';

const REASON_LIMIT = 1024;
const MAX_REASONS = 20;

type StepEventBody =
  EventBody<StepEvent> extends infer Body
    ? Body extends unknown
      ? Omit<Body, 'span_id' | 'step_seq' | 'step_name' | 'step_key' | 'step_type' | 'attempt' | 'opcode'>
      : never
    : never;

type EndBody =
  | { readonly event: 'workflow.step.completed' }
  | {
      readonly event: 'workflow.step.failed';
      readonly error: ErrorInfo;
      readonly reported: boolean | undefined;
    }
  | { readonly event: 'workflow.step.cancelled'; readonly reason: string | undefined };

const FIRST = { attempt: 1, retry: false } as const;

/** A step while it runs: what `withStep` hands to the function it wraps. */
export class Step implements Watcher {
  readonly run: Run;
  readonly name: string;
  readonly key: string | undefined;
  /** `step_` + 13 characters: the same 64 bits as {@link spanId}. */
  readonly id: string;
  readonly spanId: string;
  /** Counts the attempts at this name and key, from 1. */
  readonly attempt: number;
  /** @internal */ readonly retry: boolean;
  /** @internal */ readonly parentSpanId: string | undefined;
  /** @internal The step's span and the context with it. */
  readonly place: Place;
  readonly #scope: Scope;
  readonly #startedAt: number;
  #seq = 0;
  #ended = false;
  #held: HeldTime | undefined;
  #retries = 0;
  #usage: Usage | undefined;
  #validation: Validation | undefined;
  #decision: PlannerStatus | undefined;
  #details: Record<string, unknown> | undefined;
  #input: Json | undefined;
  #output: Json | undefined;
  #reported: { error: unknown } | undefined;

  /** @internal Steps are made by `withStep`. In a run that is over a step records nothing. */
  constructor(run: Run, options: StepOptions, parent: Step | undefined, records = !run.ended) {
    const { attempt: number, retry } = records ? run.attempts.start(options.name, options.key) : FIRST;
    const parentContext = records ? contextBelow(run, parent) : run.place.context;
    const startedAt = run.clock.now();
    const { span, spanId, id } = records
      ? startStepSpan(run, options, number, parentContext, startedAt)
      : unrecordedSpan(run);
    this.run = run;
    this.name = options.name;
    this.key = options.key;
    this.spanId = spanId;
    this.id = id;
    this.attempt = number;
    this.retry = retry;
    this.parentSpanId = parent?.spanId ?? run.identity.parentSpanId;
    this.#scope = { run, step: this };
    this.place = {
      span,
      context: records ? withScope(trace.setSpan(parentContext, span), this.#scope) : parentContext,
      fields: {
        ...run.place.fields,
        span_id: spanId,
        step_name: options.name,
        step_key: options.key,
        step_type: options.type,
        attempt: number,
        opcode: options.opcode,
      },
      attributes: stepAttributes(run, id, options, number),
    };
    this.#ended = !records;
    this.#startedAt = startedAt;
  }

  /** @internal Starts a step. */
  static start(run: Run, options: StepOptions, parent: Step | undefined): Step {
    const step = new Step(run, options, parent);
    if (step.#ended) return step;
    run.stepStarted(step);
    step.record(
      {
        event: 'workflow.step.started',
        parent_span_id: step.parentSpanId,
        retry: step.retry || undefined,
        details: options.details === undefined ? undefined : run.redactor.payload('details', options.details),
      },
      step.#startedAt,
    );
    return step;
  }

  /** @internal Records a step that was left out: a span and an event of no duration. */
  static skip(run: Run, options: StepOptions, parent: Step | undefined, reason: string | undefined): void {
    const step = new Step(run, options, parent);
    if (step.#ended) return;
    step.record(
      { event: 'workflow.step.skipped', parent_span_id: step.parentSpanId, reason },
      step.#startedAt,
    );
    step.#close('skipped', 0, undefined, step.#startedAt);
  }

  /** The name, with the key if there is one. */
  get label(): string {
    return this.key === undefined ? this.name : `${this.name}:${this.key}`;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Aborted when the run is cancelled or times out. */
  get signal(): AbortSignal {
    return this.run.signal;
  }

  /** Adds to what the step used: `tokens` and `compute_ms` (`computeMs`) are charted, anything else is summed too. */
  usage(amounts: Readonly<Record<string, number>>): void {
    attempt('step.usage', () => {
      for (const [name, amount] of Object.entries(amounts)) {
        if (!Number.isFinite(amount)) continue;
        addUsage((this.#usage ??= noUsage()), name === 'computeMs' ? 'compute_ms' : name, amount);
      }
    });
  }

  /** Says whether the step's result passed its checks; this does not fail the step. */
  validation(result: Validation): void {
    const { redactor } = this.run;
    attempt('step.validation', () => {
      this.#validation = {
        passed: Boolean(result.passed), // oxlint-disable-line typescript/no-unnecessary-type-conversion -- JavaScript may say 1
        score: numberOf(result.score),
        reasons: result.reasons?.slice(0, MAX_REASONS).map((reason) => redactor.text(reason, REASON_LIMIT)),
      };
    });
  }

  /** Adds details to those that the step started with. */
  details(details: Readonly<Record<string, unknown>>): void {
    attempt('step.details', () => {
      this.#details = { ...this.#details, ...details };
    });
  }

  /** Captures what went in and came out, redacted and size-capped. Nothing is captured that is not handed over here. */
  io(io: { readonly input?: unknown; readonly output?: unknown }): void {
    attempt('step.io', () => {
      if ('input' in io) this.#input = this.run.redactor.payload('input', io.input);
      if ('output' in io) this.#output = this.run.redactor.payload('output', io.output);
    });
  }

  /** The status that a deciding step came to. */
  decision(status: PlannerStatus): void {
    this.#decision = oneOf(PLANNER_STATUSES, status);
  }

  /** Says that the step failed and tries again by itself. */
  retrying(error: unknown, options?: { readonly delayMs?: number | undefined }): void {
    if (this.#ended) return;
    this.#retries += 1;
    this.run.totals.retried();
    const delay_ms = amountOf(options?.delayMs);
    this.record({ event: 'workflow.step.retrying', error: this.run.describe(error), delay_ms });
  }

  /** Ends the step as failed although its function returns: the handler dealt with the error itself. */
  fail(error: unknown): void {
    this.#reported = { error };
  }

  /** Says that the step gets on, between its events: liveness alone is no progress. */
  progress(): void {
    this.run.noteProgress();
  }

  /**
   * Records a file that the step made. Content is kept with the run; without a run directory only the record of a file
   * that lies somewhere already is made. Returns the path relative to the run directory.
   */
  artifact(
    role: string,
    content: string | Uint8Array | { readonly file: string },
    options?: ArtifactOptions,
  ): string | undefined {
    return failOpen(
      'step.artifact',
      () => recordArtifact(this, role, content, options ?? {}),
      () => undefined,
    );
  }

  /** Runs an agent or a program on behalf of the step and records it as the step's runner. */
  runner<T>(options: RunnerOptions, fn: () => T): T {
    return runRunner(this, options, fn);
  }

  /** @internal */
  record(body: StepEventBody, atMs: number = this.run.clock.now()): void {
    if (this.#ended) return;
    // A body is made for this call: completed, not copied. The other fields of a step's event are those of its place.
    const event = body as EventBody & { step_seq: number };
    event.step_seq = this.#seq;
    this.#seq += 1;
    this.run.recorder.record(event, atMs, this.place);
  }

  /** @internal The step waits or is blocked, until {@link resumed} is called. */
  held(
    body: Extract<StepEventBody, { event: 'workflow.step.waiting' | 'workflow.step.blocked' }>,
    atMs: number,
  ): void {
    (this.#held ??= new HeldTime()).begin(atMs);
    this.record(body, atMs);
  }

  /** @internal */
  resumed(atMs: number): void {
    const waited_ms = this.#held?.end(atMs) ?? 0;
    this.record({ event: 'workflow.step.resumed', waited_ms }, atMs);
  }

  /** @internal */
  enter<T>(turn: () => T): T {
    return inScope(this.#scope, this.place.context, turn);
  }

  /** @internal The step's function returned. */
  ok(): void {
    if (this.#reported !== undefined) this.#fail(this.#reported.error, true);
    else this.#end({ event: 'workflow.step.completed' }, 'completed');
  }

  /** @internal Whoever consumed the step's generator had enough. */
  leave(): void {
    this.ok();
  }

  /** @internal The step's function threw. */
  threw(error: unknown): void {
    if (this.run.isOwnAbort(error)) this.cancel(this.run.abortReason);
    else this.#fail(error, false);
  }

  /** @internal */
  cancel(reason: string | undefined): void {
    this.#end({ event: 'workflow.step.cancelled', reason }, 'cancelled');
  }

  #fail(error: unknown, reported: boolean): void {
    const info = this.run.describe(error);
    this.run.failures.note(error, this);
    this.#end(
      { event: 'workflow.step.failed', error: info, reported: reported || undefined },
      'failed',
      info,
    );
  }

  #end(body: EndBody, status: EndedStatus, error?: ErrorInfo): void {
    if (this.#ended) return;
    const now = this.run.clock.now();
    const duration_ms = durationBetween(this.#startedAt, now);
    this.record(
      {
        ...body,
        duration_ms,
        waiting_ms: this.#held?.totalMs(now),
        retries: this.#retries || undefined,
        usage: this.#usage,
        validation: this.#validation,
        decision: this.#decision,
        details:
          this.#details === undefined ? undefined : this.run.redactor.payload('details', this.#details),
        input: this.#input,
        output: this.#output,
      },
      now,
    );
    this.#close(status, duration_ms, error, now);
  }

  #close(status: EndedStatus, durationMs: number, error: ErrorInfo | undefined, atMs: number): void {
    this.#ended = true;
    this.run.stepEnded(this, status, this.#usage);
    endStepSpan(this.place.span, status, durationMs, error, atMs);
  }
}
