import { eventIdOf, formatTimestamp, type RunEvent, type StepEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Envelope = 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name';
type OfStep = 'span_id' | 'step_seq' | 'step_name' | 'step_key' | 'step_type' | 'attempt' | 'opcode';

/** An event of the run without what its process fills in. */
export type RunBody = DistributiveOmit<Exclude<RunEvent, StepEvent>, Envelope>;
/** An event of a step without what its process and its step fill in. */
export type StepBody = DistributiveOmit<StepEvent, Envelope | OfStep>;

export interface ScriptedStepOptions {
  readonly key?: string;
  readonly type?: StepEvent['step_type'];
  readonly opcode?: StepEvent['opcode'];
  readonly attempt?: number;
}

/** Writes the events of a run as its processes would emit them, on a clock that only the script moves. */
export class RunScript {
  readonly runId: string;
  readonly workflow: string;
  readonly events: RunEvent[] = [];
  /** Epoch milliseconds. */
  now: number;
  #steps = 0;

  constructor(options: { readonly runId: string; readonly workflow: string; readonly startsAt: string }) {
    this.runId = options.runId;
    this.workflow = options.workflow;
    this.now = Date.parse(options.startsAt);
  }

  /** Lets time pass; fractions of a millisecond count. */
  pass(ms: number): this {
    this.now += ms;
    return this;
  }

  /** Another process that takes part in the run; `skewMs` is how far its clock is off. */
  process(producer: string, skewMs = 0): ScriptedProcess {
    return new ScriptedProcess(this, producer, skewMs);
  }

  nextSpanId(): string {
    this.#steps += 1;
    return this.#steps.toString(16).padStart(16, '0');
  }
}

/** One process's part in a run. */
export class ScriptedProcess {
  readonly script: RunScript;
  readonly producer: string;
  readonly #skewMs: number;
  #seq = 0;
  #heartbeats: ScriptedProcess | undefined;

  constructor(script: RunScript, producer: string, skewMs: number) {
    this.script = script;
    this.producer = producer;
    this.#skewMs = skewMs;
  }

  emit(body: RunBody): RunEvent {
    return this.write(body);
  }

  /** Heartbeats are numbered apart: they are not kept in the stream and must leave no gap there. */
  heartbeat(progress: number): RunEvent {
    this.#heartbeats ??= this.script.process(`${this.producer}h`, this.#skewMs);
    return this.#heartbeats.emit({ event: 'workflow.run.heartbeat', progress });
  }

  step(name: string, options: ScriptedStepOptions = {}): ScriptedStep {
    return new ScriptedStep(this, name, options);
  }

  write(fields: object): RunEvent {
    const seq = this.#seq;
    this.#seq += 1;
    const event = RunEventSchema.parse({
      event_id: eventIdOf(this.producer, seq),
      timestamp: formatTimestamp(this.script.now + this.#skewMs),
      run_id: this.script.runId,
      producer: this.producer,
      seq,
      workflow_name: this.script.workflow,
      ...fields,
    });
    this.script.events.push(event);
    return event;
  }
}

/** One attempt of a step; its first event is whatever is emitted first. */
export class ScriptedStep {
  readonly spanId: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly attempt: number;
  readonly startedAt: number;
  readonly #process: ScriptedProcess;
  readonly #fields: object;
  #seq = 0;

  constructor(process: ScriptedProcess, name: string, options: ScriptedStepOptions) {
    this.#process = process;
    this.name = name;
    this.key = options.key;
    this.spanId = process.script.nextSpanId();
    this.attempt = options.attempt ?? 1;
    this.startedAt = process.script.now;
    this.#fields = {
      span_id: this.spanId,
      step_name: name,
      ...(options.key !== undefined && { step_key: options.key }),
      ...(options.type !== undefined && { step_type: options.type }),
      ...(options.opcode !== undefined && { opcode: options.opcode }),
      attempt: this.attempt,
    };
  }

  /** How long the step has run, in milliseconds; 0 if the clock stepped back. */
  get elapsedMs(): number {
    return Math.max(0, this.#process.script.now - this.startedAt);
  }

  emit(body: StepBody): this {
    this.#process.write({ ...body, ...this.#fields, step_seq: this.#seq });
    this.#seq += 1;
    return this;
  }
}
