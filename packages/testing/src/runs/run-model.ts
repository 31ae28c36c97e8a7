import { addExactly, type RunOutcome, type RunStatus } from '@runlight/contract';

import { RunScript, type ScriptedProcess, type ScriptedStep } from './run-script.ts';

const RUN_ID = 'run_01JSM0VD2KZ6Q4X9NHT8MW1CDD';
const TRACE_ID = '0196680db453f9ae4ea6b1d229c0b1ad';
const ERROR = { type: 'TypeError', message: 'x is not a function', category: 'bug' } as const;

export type Move =
  | 'startStep' | 'endStep' | 'skipStep' | 'retryStep' | 'holdStep' | 'wait' | 'block' | 'resume' | 'gate'
  | 'decideGate' | 'runner' | 'artifact' | 'rollback' | 'route' | 'tag' | 'annotate' | 'heartbeat' | 'stalled'
  | 'handOff' | 'join' | 'takeOver' | 'rerun' | 'illegal'; // prettier-ignore

interface OpenStep {
  readonly step: ScriptedStep;
  readonly gate: boolean;
  abandoned: boolean;
}

/**
 * Plays a run move by move, emits its events and knows what it must come to. Written as simply as it can be, from the
 * words of the contract: it keeps everything and never folds.
 */
export class RunModel {
  readonly script = new RunScript({ runId: RUN_ID, workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
  readonly counts = {
    steps: { started: 0, completed: 0, failed: 0, skipped: 0, cancelled: 0 },
    retries: 0,
    waitingMs: 0,
    tokens: 0,
    tags: [] as string[],
    notes: [] as string[],
    activeSpanIds: [] as string[],
    illegalTransitions: 0,
  };
  readonly #skews: readonly number[];
  readonly #watcher: ScriptedProcess;
  readonly #people: ScriptedProcess;
  #processes: ScriptedProcess[];
  #open: OpenStep[] = [];
  #holds = new Map<string, { by: ScriptedProcess; status: 'waiting' | 'blocked' }>();
  #heldSince = 0;
  #names = 0;
  #started = false;
  #stalled = false;
  #cancelling = false;
  #outcome: RunOutcome | null = null;

  constructor(skews: readonly number[]) {
    this.#skews = skews;
    this.#watcher = this.script.process('watcher', skews[0] ?? 0);
    this.#people = this.script.process('people');
    this.#processes = [this.script.process('p0')];
  }

  get status(): RunStatus {
    if (this.#outcome !== null) return this.#outcome;
    if (this.#cancelling) return 'cancelling';
    if (!this.#started) return 'queued';
    const held = [...this.#holds.values()].map(({ status }) => status);
    if (held.includes('blocked')) return 'blocked';
    if (held.includes('waiting')) return 'waiting';
    return this.#stalled ? 'stalled' : 'running';
  }

  queue(): void {
    this.#main.emit({
      event: 'workflow.run.queued',
      trace_id: TRACE_ID,
      queue: 'q',
      tags: ['first', 'second'],
    });
    this.counts.tags = ['first', 'second'];
    this.script.pass(2500.125);
  }

  run(): void {
    this.#started = true;
    this.#main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID, workflow_version: '7' });
  }

  cancel(): void {
    this.script.pass(1);
    this.#main.emit({ event: 'workflow.run.cancelling', actor: 'ops', reason: 'no longer needed' });
    this.#cancelling = true;
  }

  end(outcome: RunOutcome): void {
    this.script.pass(1);
    const event = `workflow.run.${outcome}` as const;
    const duration_ms = 5000.5;
    const emitter = outcome === 'lost' ? this.#watcher : this.#main;
    switch (event) {
      case 'workflow.run.failed':
      case 'workflow.run.timed_out':
        emitter.emit({ event, duration_ms, error: ERROR });
        break;
      case 'workflow.run.lost':
        emitter.emit({ event, duration_ms, error: ERROR, inferred: true });
        break;
      case 'workflow.run.incomplete':
        emitter.emit({ event, duration_ms, reason: 'two of three' });
        break;
      default:
        emitter.emit({ event, duration_ms });
    }
    const inferred = outcome === 'lost' ? { inferred: true } : {};
    const sums = { duration_ms, waiting_ms: 0, steps: 0, retries: 0, first_pass: false };
    emitter.emit({ event: 'workflow.run.completed', outcome, ...sums, ...inferred });
    this.#outcome = outcome;
    this.counts.activeSpanIds = [];
  }

  move(kind: Move, pick: number): void {
    const process = this.#processes[pick % this.#processes.length] ?? this.#main;
    const open = this.#open.filter(({ abandoned }) => !abandoned);
    const chosen = open[pick % Math.max(1, open.length)];
    const emitted = this.script.events.length;
    if (this.#moveRun(kind, pick, process) || (chosen !== undefined && this.#moveStep(kind, pick, chosen))) {
      this.#noteProgress(kind, this.script.events.length > emitted);
    }
    this.counts.activeSpanIds =
      this.#outcome === null
        ? this.#open.filter(({ abandoned }) => !abandoned).map(({ step }) => step.spanId)
        : [];
  }

  #noteProgress(kind: Move, emitted: boolean): void {
    if (kind === 'stalled') this.#stalled = true;
    else if (emitted && !['tag', 'annotate', 'heartbeat', 'rerun'].includes(kind)) this.#stalled = false;
  }

  /** A move of the run itself; false if it is one of a step. */
  #moveRun(kind: Move, pick: number, process: ScriptedProcess): boolean {
    const { counts } = this;
    switch (kind) {
      case 'startStep':
        this.#startStep(process, pick);
        return true;
      case 'skipStep':
        process.step(`skipped-${pick % 3}`).emit({ event: 'workflow.step.skipped', reason: 'nothing to do' });
        counts.steps.skipped += 1;
        return true;
      case 'wait':
      case 'block':
        this.#hold(process, kind);
        return true;
      case 'resume':
        this.#resume(pick);
        return true;
      case 'route':
        process.emit({ event: 'workflow.route.selected', target: `step-${pick % 3}`, decision: 'partial' });
        return true;
      case 'tag':
        this.#tag(pick);
        return true;
      case 'annotate':
        this.#people.emit({ event: 'workflow.run.annotated', actor: 'ops', note: `note ${pick}` });
        counts.notes.push(`note ${pick}`);
        return true;
      case 'heartbeat':
        process.heartbeat(pick);
        return true;
      case 'stalled':
        this.#watcher.emit({ event: 'workflow.run.stalled', reason: 'silence' });
        this.#countIllegal();
        return true;
      case 'handOff':
        process.emit({ event: 'workflow.run.handed_off', target: 'elsewhere' });
        return true;
      case 'join':
        if (this.#processes.length < 3) this.#processes.push(this.#newProcess());
        return true;
      case 'takeOver':
        this.#takeOver();
        return true;
      case 'rerun':
        this.#people.emit({ event: 'workflow.run.rerun_requested', actor: 'ops', new_run_id: `run-${pick}` });
        return true;
      case 'illegal':
        if (this.#outcome === null) return false;
        process.emit({
          event: 'workflow.run.waiting',
          wait_id: `late-${pick}-${this.#names++}`,
          wait_kind: 'timer',
        });
        this.#countIllegal();
        return true;
      default:
        return false;
    }
  }

  #moveStep(kind: Move, pick: number, open: OpenStep): boolean {
    const { step } = open;
    const { counts } = this;
    switch (kind) {
      case 'endStep':
        this.#endStep(open, pick);
        return true;
      case 'retryStep':
        step.emit({ event: 'workflow.step.retrying', error: ERROR, delay_ms: 12.5 });
        counts.retries += 1;
        return true;
      case 'holdStep':
        if (pick % 3 === 0) step.emit({ event: 'workflow.step.blocked', needs: 'a key' });
        else step.emit({ event: 'workflow.step.waiting', wait_kind: 'timer', reason: 'backoff' });
        if (pick % 2 === 0) step.emit({ event: 'workflow.step.resumed', waited_ms: 3.3 });
        return true;
      case 'decideGate':
        if (!open.gate) return false;
        step.emit({
          event: 'workflow.gate.resolved',
          gate: step.name,
          wait_kind: 'human',
          gate_outcome: 'approved',
          waited_ms: 9,
        });
        this.#endStep(open, 0);
        return true;
      case 'runner':
        step.emit({
          event: 'workflow.runner.started',
          runner: 'claude',
          runner_family: 'claude_cli',
          pid: 4711,
        });
        if (pick % 2 === 0) {
          step.emit({
            event: 'workflow.runner.completed',
            runner: 'claude',
            duration_ms: 8,
            exit_code: 0,
            termination: 'completed',
          });
        }
        return true;
      case 'artifact':
        step.emit({
          event: 'workflow.artifact.recorded',
          role: 'report',
          path: `artifacts/${pick % 3}`,
          media_type: 'text/plain',
          required: false,
        });
        return true;
      case 'rollback':
        step.emit({ event: 'workflow.rollback.completed', target: 'before' });
        return true;
      case 'gate': {
        const gate = open.step;
        gate.emit({ event: 'workflow.gate.requested', gate: gate.name, wait_kind: 'human' });
        this.#open = this.#open.map((other) => (other === open ? { ...open, gate: true } : other));
        return true;
      }
      default:
        return false;
    }
  }

  get #main(): ScriptedProcess {
    return this.#processes[0] ?? this.#people;
  }

  #newProcess(): ScriptedProcess {
    this.#names += 1;
    return this.script.process(
      `p${this.#names}`,
      this.#skews[this.#names % Math.max(1, this.#skews.length)] ?? 0,
    );
  }

  #startStep(process: ScriptedProcess, pick: number): void {
    const retry = pick % 5 === 0;
    const key = pick % 2 === 0 ? `item-${pick % 4}` : undefined;
    const step = process.step(`step-${pick % 3}`, {
      type: 'tool',
      attempt: retry ? 2 : 1,
      ...(key !== undefined && { key }),
    });
    step.emit({ event: 'workflow.step.started', details: { round: pick }, ...(retry && { retry }) });
    this.#open.push({ step, gate: false, abandoned: false });
    this.counts.steps.started += 1;
    if (retry) this.counts.retries += 1;
  }

  #endStep(open: OpenStep, pick: number): void {
    const { steps } = this.counts;
    const duration_ms = open.step.elapsedMs;
    const usage = { tokens: (pick % 1000) / 7, compute_ms: 0.1 };
    this.counts.tokens = addExactly(this.counts.tokens, usage.tokens);
    if (pick % 3 === 0) {
      open.step.emit({ event: 'workflow.step.completed', duration_ms, usage, details: { done: true } });
      steps.completed += 1;
    } else if (pick % 3 === 1) {
      open.step.emit({ event: 'workflow.step.failed', duration_ms, usage, error: ERROR });
      steps.failed += 1;
    } else {
      open.step.emit({ event: 'workflow.step.cancelled', duration_ms, usage });
      steps.cancelled += 1;
    }
    this.#open = this.#open.filter(({ step }) => step !== open.step);
  }

  #hold(process: ScriptedProcess, kind: 'wait' | 'block'): void {
    const wait_id = `w${this.#names++}`;
    if (this.#holds.size === 0) this.#heldSince = this.script.now;
    if (kind === 'wait')
      process.emit({ event: 'workflow.run.waiting', wait_id, wait_kind: 'human', reason: 'over 10 000' });
    else process.emit({ event: 'workflow.run.blocked', wait_id, needs: 'a key' });
    this.#holds.set(wait_id, { by: process, status: kind === 'wait' ? 'waiting' : 'blocked' });
  }

  #resume(pick: number): void {
    const [wait_id, hold] = [...this.#holds][pick % Math.max(1, this.#holds.size)] ?? [];
    if (wait_id === undefined || hold === undefined) return;
    this.#holds.delete(wait_id);
    const waited_ms = this.#holds.size === 0 ? this.script.now - this.#heldSince : 0;
    hold.by.emit({ event: 'workflow.run.resumed', wait_id, waited_ms });
    this.counts.waitingMs = addExactly(this.counts.waitingMs, waited_ms);
  }

  /** All processes are gone; another one goes on, and what they had open stays open for good. */
  #takeOver(): void {
    const waited_ms = this.#holds.size === 0 ? 0 : this.script.now - this.#heldSince;
    this.#processes = [this.#newProcess()];
    this.#main.emit({ event: 'workflow.run.resumed', waited_ms });
    this.counts.waitingMs = addExactly(this.counts.waitingMs, waited_ms);
    this.#holds.clear();
    for (const open of this.#open) open.abandoned = true;
  }

  #tag(pick: number): void {
    const [add, remove] = [`tag-${pick % 4}`, `tag-${(pick + 1) % 4}`];
    this.#people.emit({ event: 'workflow.run.tagged', add: [add], remove: [remove, 'first'] });
    const kept = this.counts.tags.filter((tag) => tag !== remove && tag !== 'first' && tag !== add);
    this.counts.tags = [...kept, add];
  }

  #countIllegal(): void {
    if (this.#outcome !== null && this.#outcome !== 'lost') this.counts.illegalTransitions += 1;
  }
}
