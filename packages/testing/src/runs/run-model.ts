import { addExactly, formatTimestamp, type RunOutcome, type RunStatus } from '@runlight/contract';

import { RunScript, type ScriptedProcess } from './run-script.ts';
import { ERROR, isStepMove, StepModel, type StepMove } from './step-model.ts';

const RUN_ID = 'run_01JSM0VD2KZ6Q4X9NHT8MW1CDD';
const TRACE_ID = '0196680db453f9ae4ea6b1d229c0b1ad';

/** What can happen in a run between its start and its end, or after it. */
export type Move =
  | StepMove
  | 'startStep'
  | 'skipStep'
  | 'wait'
  | 'block'
  | 'resume'
  | 'route'
  | 'tag'
  | 'annotate'
  | 'heartbeat'
  | 'stalled'
  | 'hear'
  | 'remind'
  | 'handOff'
  | 'join'
  | 'takeOver'
  | 'rerun'
  | 'lose'
  | 'illegal';

const NO_PROGRESS: readonly Move[] = ['tag', 'annotate', 'heartbeat', 'remind', 'rerun', 'lose'];

/**
 * Plays a run move by move, emits its events and knows what it must come to. Written as simply as it can be, from the
 * words of the contract: it keeps everything and never folds.
 */
export class RunModel {
  readonly script = new RunScript({ runId: RUN_ID, workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
  readonly steps = new StepModel();
  readonly notes: string[] = [];
  tags: string[] = [];
  waitingMs = 0;
  illegalTransitions = 0;
  readonly #skews: readonly number[];
  readonly #watcher: ScriptedProcess;
  readonly #people: ScriptedProcess;
  #processes: ScriptedProcess[];
  #holds = new Map<string, { by: ScriptedProcess; status: 'waiting' | 'blocked' }>();
  #heldSince = 0;
  #names = 0;
  #started = false;
  #stalled = false;
  #cancelling = false;
  #outcome: RunOutcome | null = null;

  /** `skewsMs`: how far the processes' clocks are off. */
  constructor(skewsMs: readonly number[]) {
    this.#skews = skewsMs;
    this.#watcher = this.script.process('watcher', skewsMs[0] ?? 0);
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

  /** Then nothing but the end of what is still open can come, and what is illegal. */
  get hasSaidItsEnd(): boolean {
    return this.#outcome !== null && this.#outcome !== 'lost';
  }

  queue(): void {
    this.tags = ['first', 'second'];
    this.#main.emit({ event: 'workflow.run.queued', trace_id: TRACE_ID, queue: 'q', tags: this.tags });
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
    emitEnd(outcome === 'lost' ? this.#watcher : this.#main, outcome);
    this.#outcome = outcome;
  }

  move(kind: Move, pick: number): void {
    const emitted = this.script.events.length;
    if (isStepMove(kind)) this.steps.move(kind, pick);
    else this.#move(kind, pick);
    if (kind === 'stalled') this.#stalled = true;
    else if (this.script.events.length > emitted && !NO_PROGRESS.includes(kind)) {
      this.#stalled = false;
      if (this.#outcome === 'lost') this.#outcome = null; // it was not
    }
  }

  #move(kind: Exclude<Move, StepMove>, pick: number): void {
    const process = this.#processes[pick % this.#processes.length] ?? this.#main;
    switch (kind) {
      case 'startStep':
        return this.steps.start(process, pick);
      case 'skipStep':
        return this.steps.skip(process, pick);
      case 'wait':
      case 'block':
        return this.#hold(process, kind);
      case 'resume':
        return this.#resume(pick);
      case 'tag':
        return this.#tag(pick);
      case 'join':
        if (this.#processes.length < 3) this.#processes.push(this.#newProcess());
        return;
      case 'takeOver':
        return this.#takeOver();
      case 'annotate':
        this.notes.push(`note ${pick}`);
        this.#people.emit({ event: 'workflow.run.annotated', actor: 'ops', note: `note ${pick}` });
        return;
      case 'heartbeat':
        process.heartbeat(pick);
        return;
      case 'stalled':
        this.#countIllegal();
        this.#watcher.emit({ event: 'workflow.run.stalled', reason: 'silence' });
        return;
      case 'hear':
        this.#countIllegal();
        this.#watcher.emit({ event: 'workflow.run.resumed', waited_ms: 0, inferred: true });
        return;
      case 'remind':
        return this.#remind(pick);
      case 'route':
        process.emit({ event: 'workflow.route.selected', target: `step-${pick % 3}`, decision: 'partial' });
        return;
      case 'handOff':
        process.emit({ event: 'workflow.run.handed_off', target: 'elsewhere' });
        return;
      case 'rerun':
        this.#people.emit({ event: 'workflow.run.rerun_requested', actor: 'ops', new_run_id: `run-${pick}` });
        return;
      case 'lose':
        if (this.#outcome === null) this.end('lost');
        return;
      case 'illegal':
        if (!this.hasSaidItsEnd) return;
        this.#countIllegal();
        process.emit({ event: 'workflow.run.waiting', wait_id: this.#name('late'), wait_kind: 'timer' });
    }
  }

  get #main(): ScriptedProcess {
    return this.#processes[0] ?? this.#people;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #newProcess(): ScriptedProcess {
    const name = this.#name('p');
    return this.script.process(name, this.#skews[this.#names % Math.max(1, this.#skews.length)] ?? 0);
  }

  #hold(process: ScriptedProcess, kind: 'wait' | 'block'): void {
    const wait_id = this.#name('w');
    if (this.#holds.size === 0) this.#heldSince = this.script.now;
    if (kind === 'wait') process.emit({ event: 'workflow.run.waiting', wait_id, wait_kind: 'human' });
    else process.emit({ event: 'workflow.run.blocked', wait_id, needs: 'a key' });
    this.#holds.set(wait_id, { by: process, status: kind === 'wait' ? 'waiting' : 'blocked' });
  }

  /** Waits that overlap count once: the last one to end brings the time of all. */
  #resume(pick: number): void {
    const [wait_id, hold] = [...this.#holds][pick % Math.max(1, this.#holds.size)] ?? [];
    if (wait_id === undefined || hold === undefined) return;
    this.#holds.delete(wait_id);
    const waited_ms = this.#holds.size === 0 ? this.#heldMs() : 0;
    hold.by.emit({ event: 'workflow.run.resumed', wait_id, waited_ms });
    this.waitingMs = addExactly(this.waitingMs, waited_ms);
  }

  #remind(pick: number): void {
    const [wait_id, hold] = [...this.#holds][pick % Math.max(1, this.#holds.size)] ?? [];
    if (wait_id === undefined || hold === undefined) return;
    this.#watcher.emit({
      event: 'workflow.run.reminded',
      wait_id,
      ...(hold.status === 'waiting' && { wait_kind: 'human' }),
      since: formatTimestamp(this.#heldSince),
      waited_ms: this.#heldMs(),
      inferred: true,
    });
  }

  /** All processes are gone; another one goes on, and what they had open stays open for good. */
  #takeOver(): void {
    const waited_ms = this.#holds.size === 0 ? 0 : this.#heldMs();
    this.#processes = [this.#newProcess()];
    this.#main.emit({ event: 'workflow.run.resumed', waited_ms });
    this.waitingMs = addExactly(this.waitingMs, waited_ms);
    this.#holds.clear();
    this.steps.abandonAll();
  }

  #heldMs(): number {
    return Math.max(0, this.script.now - this.#heldSince);
  }

  #tag(pick: number): void {
    const [add, remove] = [`tag-${pick % 4}`, `tag-${(pick + 1) % 4}`];
    this.#people.emit({ event: 'workflow.run.tagged', add: [add], remove: [remove, 'first'] });
    this.tags = [...this.tags.filter((tag) => ![add, remove, 'first'].includes(tag)), add];
  }

  #countIllegal(): void {
    if (this.hasSaidItsEnd) this.illegalTransitions += 1;
  }
}

function emitEnd(process: ScriptedProcess, outcome: RunOutcome): void {
  const event = `workflow.run.${outcome}` as const;
  const duration_ms = 5000.5;
  switch (event) {
    case 'workflow.run.failed':
    case 'workflow.run.timed_out':
      process.emit({ event, duration_ms, error: ERROR });
      break;
    case 'workflow.run.lost':
      process.emit({ event, duration_ms, error: ERROR, inferred: true });
      break;
    case 'workflow.run.incomplete':
      process.emit({ event, duration_ms, reason: 'two of three' });
      break;
    default:
      process.emit({ event, duration_ms });
  }
  const inferred = outcome === 'lost' ? { inferred: true } : {};
  const sums = { duration_ms, waiting_ms: 0, steps: 0, retries: 0, first_pass: false };
  process.emit({ event: 'workflow.run.completed', outcome, ...sums, ...inferred });
}
