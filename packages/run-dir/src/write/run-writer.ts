import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
  advance,
  compareMarks,
  endOf,
  initialRunState,
  STATE_TABLE,
  statusOf,
  stepLabel,
  toEventLine,
  type EventOf,
  type Mark,
  type RunEvent,
  type RunState,
  type StepState,
} from '@runlight/contract';

import { FILES } from '../layout.ts';
import { ownProcess } from '../process-identity.ts';
import { CHECKPOINT_BYTES, checkpointText } from '../read/checkpoint.ts';
import { parseLine } from '../read/parse-line.ts';
import { readLines } from '../read/stream-lines.ts';
import { Documents, type Content } from './documents.ts';
import { writeEnd } from './end-run.ts';
import { EventStream } from './event-stream.ts';
import { hasAuthoritativeEnd } from './final-claim.ts';
import { isClaim, type OpenedRun } from './open-run.ts';
import { RunFiles, type TelemetryOrigin } from './run-files.ts';
import type { WriteSettings } from './settings.ts';
import { StepDocuments } from './step-documents.ts';

const LATE_MS = 100;
/** How long a burst of lines may go on unaware that somebody deleted the directory. Looking costs as much as writing. */
const LOOK_MS = 0.2;

/**
 * One process's hand in a run directory: appends the events that the process emits, each before it returns, and keeps
 * the other files up to date if the process is the run's owner.
 *
 * The owner is the process whose event says that it executes the run: `running`, a `resumed` that takes the run over, or
 * `queued` before anybody runs it. It folds what child processes append as well. Others only append.
 */
export class RunWriter {
  readonly runId: string;
  readonly directory: string;
  readonly #settings: WriteSettings;
  readonly #documents: Documents;
  readonly #steps: StepDocuments;
  #stream: EventStream;
  readonly #files: RunFiles;
  /** False once the run has ended: then nobody owns it. */
  #open: boolean;
  #state: RunState;
  /** Set while this process owns the run: where it claimed it. */
  #claim: Mark | undefined;
  /** How far into the stream the state goes without a gap. */
  #foldedTo: number;
  /** The bytes that this process has appended since. */
  #appended = 0;
  #lookedAt = 0;
  /** The lines since then: if the directory is gone, they went with it, and are appended again. */
  #unseen: string[] = [];
  #checkpointAt: number;
  #lifecycle: string | undefined;
  #lastStep: string | undefined;
  #wonEnd: boolean | undefined;
  #unsettled: readonly StepState[];
  #writtenAt = 0;
  readonly #status: Content = { render: () => this.#statusText() };
  readonly #metadata: Content = { render: () => this.#files.metadataText(this.#state) };

  constructor(opened: OpenedRun, settings: WriteSettings, telemetry: TelemetryOrigin) {
    this.runId = opened.runId;
    this.directory = opened.directory;
    this.#settings = settings;
    this.#files = new RunFiles(opened.directory, settings.root, telemetry);
    this.#open = opened.stream === FILES.events;
    this.#documents = new Documents(opened.directory, settings);
    this.#steps = new StepDocuments(opened.directory, this.#documents, () => this.#state);
    this.#stream = this.#streamIn(opened.stream);
    this.#state = opened.state ?? initialRunState(opened.runId);
    this.#foldedTo = opened.foldedTo;
    this.#checkpointAt = opened.foldedTo;
    this.#unsettled = opened.unsettled;
  }

  get owned(): boolean {
    return this.#claim !== undefined;
  }

  /** Whether this process ended the run; undefined while it has not tried to. */
  get wonEnd(): boolean | undefined {
    return this.#wonEnd;
  }

  /** Writes one event. Throws if its line could not be written; the rest is fail-open by itself. */
  accept(event: RunEvent): void {
    const rollUp = this.#open && event.event === 'workflow.run.completed' ? event : undefined;
    if (rollUp !== undefined) this.#catchUp();
    const { applied, closed } = advance(this.#state, event);
    if (!applied) return;
    if (this.#open && isClaim(event, this.#state)) this.#own(event);
    if (event.event === 'workflow.run.heartbeat') {
      if (this.owned) this.#putStatus();
      return; // shows life, tells nothing: it is no line of the stream
    }
    if (rollUp !== undefined) {
      this.#end(rollUp);
      return;
    }
    if (this.#hasEndedElsewhere()) this.#continueAfterEnd();
    try {
      this.#append(event);
    } finally {
      if (this.owned) this.#show(event, closed);
    }
    if (event.event === 'workflow.run.handed_off') this.#disown();
  }

  /** Takes up what others appended and has the files refreshed; to be called every now and then. */
  tick(): void {
    if (!this.owned) return;
    this.#look();
    this.#catchUp();
    if (this.#documents.dirty) this.#documents.refresh();
  }

  /** Writes what is due if nobody came round to {@link tick}: the event loop is blocked, but the run goes on. */
  tickLate(now: number): void {
    if (!this.owned || now - this.#writtenAt < LATE_MS) return;
    this.#writtenAt = now;
    this.#documents.writeAll();
  }

  /** Writes all that is not written yet, before it returns. */
  flush(): void {
    if (this.owned) this.#documents.writeAll();
  }

  close(): void {
    this.flush();
    this.#stream.close();
  }

  #own(event: RunEvent): void {
    this.#claim = [event.timestamp, event.producer, event.seq];
    this.#files.process = event.event === 'workflow.run.queued' ? null : ownProcess();
    this.#documents.put(FILES.metadata, this.#metadata);
    this.#lifecycle = undefined; // written at once, whatever it is
    for (const step of this.#unsettled) this.#steps.restore(step);
    this.#unsettled = [];
  }

  /** Who owns a run knows when it ends, unless it is not the only one who ends it; others have to look. */
  #hasEndedElsewhere(): boolean {
    if (!this.#open || (this.owned && this.#state.end === null)) return false;
    return existsSync(join(this.directory, FILES.final)) && hasAuthoritativeEnd(this.directory);
  }

  /** The roll-up is the last line of the stream: what still comes goes beside it. */
  #continueAfterEnd(): void {
    this.#stream.close();
    this.#stream = this.#streamIn(FILES.afterEnd);
    this.#unseen = [];
    this.#open = false;
    this.#claim = undefined;
    this.#foldedTo = Number.POSITIVE_INFINITY;
  }

  #streamIn(name: OpenedRun['stream']): EventStream {
    const { fileMode, open } = this.#settings;
    return new EventStream(join(this.directory, name), { mode: fileMode, open });
  }

  /** Whoever takes the run over writes its files from here on. */
  #disown(): void {
    this.#files.process = null;
    this.#putStatus();
    this.#documents.writeAll();
    this.#claim = undefined;
  }

  #append(event: RunEvent): void {
    const line = JSON.stringify(toEventLine(event, this.#state));
    this.#appended += this.#stream.append(line);
    this.#settings.losses.linesWritten += 1;
    this.#unseen.push(line);
    if (performance.now() - this.#lookedAt >= LOOK_MS) this.#look();
  }

  /** Looks whether the directory is still there, and makes it again if it is not. */
  #look(): void {
    this.#lookedAt = performance.now();
    if (this.#stream.isDeleted()) this.#recreate();
    this.#unseen = [];
  }

  /** Brings the files in line with an event that was folded. */
  #show(event: RunEvent, closed: StepState | null): void {
    this.#putStatus();
    if (this.#changesMetadata(event)) this.#documents.put(FILES.metadata, this.#metadata);
    if ('step_seq' in event) {
      const step = closed ?? this.#state.open_steps[event.span_id];
      if (step !== undefined) this.#steps.show(event, step);
      if (closed !== null) this.#steps.finished(closed);
    }
    const lifecycle = STATE_TABLE[statusOf(this.#state)].lifecycle;
    if (lifecycle === this.#lifecycle) return;
    const first = this.#lifecycle === undefined;
    this.#lifecycle = lifecycle;
    if (endOf(this.#state) !== null) return; // the roll-up follows at once, and with it everything
    if (first) this.#documents.writeNow(FILES.metadata);
    this.#documents.writeNow(FILES.status);
  }

  #putStatus(): void {
    this.#documents.put(FILES.status, this.#status);
    if (this.#foldedTo + this.#appended - this.#checkpointAt < CHECKPOINT_BYTES) return;
    this.#catchUp();
    this.#checkpointAt = this.#foldedTo;
    this.#documents.put(FILES.checkpoint, {
      render: () => checkpointText({ offset: this.#foldedTo, state: this.#state }),
    });
  }

  #changesMetadata(event: RunEvent): boolean {
    if (event.event === 'workflow.run.tagged' || this.#state.end !== null) return true;
    if (event.event !== 'workflow.step.started') return false;
    const label = stepLabel({ name: event.step_name, key: event.step_key ?? null });
    if (label === this.#lastStep) return false;
    this.#lastStep = label;
    return true;
  }

  #statusText(): string {
    this.#catchUp();
    return this.#files.statusText(this.#state, this.#foldedTo);
  }

  /** Folds what other processes appended. */
  #catchUp(): void {
    const end = this.#stream.end();
    const alone = end === this.#foldedTo + this.#appended;
    this.#appended = 0; // from here on the file itself is read, or what was appended is all that is new
    if (alone) this.#foldedTo = end;
    if (end <= this.#foldedTo) return;
    for (const line of readLines(this.#stream.path, this.#foldedTo)) {
      if (!line.complete) return; // somebody is writing it
      this.#foldedTo = line.end;
      const parsed = parseLine(line.text);
      if (parsed.kind !== 'event' || parsed.event.run_id !== this.runId) continue;
      const { event } = parsed;
      const { applied, closed } = advance(this.#state, event);
      if (!applied || !this.owned) continue;
      if (this.#isTakenBy(event)) this.#claim = undefined;
      else this.#show(event, closed);
    }
  }

  #isTakenBy(event: RunEvent): boolean {
    if (this.#claim === undefined || !isClaim(event, this.#state)) return false;
    return compareMarks([event.timestamp, event.producer, event.seq], this.#claim) > 0;
  }

  #end(rollUp: EventOf<'workflow.run.completed'>): void {
    this.#look();
    this.#settings.prepare(this.directory);
    this.#wonEnd = writeEnd({
      rollUp,
      state: this.#state,
      files: this.#files,
      documents: this.#documents,
      steps: this.#steps,
      stream: this.#stream,
      fileMode: this.#settings.fileMode,
      losses: this.#settings.losses,
    });
  }

  /**
   * The stream begins anew, with the lines that may never have been in the directory. What the run is and did before is
   * in the other files, which are written again.
   */
  #recreate(): void {
    const { losses } = this.#settings;
    this.#stream.close();
    try {
      this.#settings.prepare(this.directory);
    } catch (error) {
      losses.writtenLines(this.#unseen.length, error);
      return; // to be tried again
    }
    losses.directory(this.directory);
    this.#documents.forgetDirectories();
    this.#foldedTo = 0;
    this.#appended = 0;
    this.#checkpointAt = 0;
    for (const line of this.#unseen) this.#appendAgain(line);
    if (!this.owned) return;
    this.#documents.put(FILES.metadata, { render: () => this.#files.metadataText(this.#state) });
    this.#putStatus();
  }

  #appendAgain(line: string): void {
    try {
      this.#appended += this.#stream.append(line);
    } catch (error) {
      this.#settings.losses.writtenLines(1, error);
    }
  }
}
