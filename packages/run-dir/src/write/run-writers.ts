import type { RunEvent } from '@runlight/contract';

import { FILES, runDirectoryOf } from '../layout.ts';
import { hasAuthoritativeEnd } from './final-claim.ts';
import { isClaim, openRun } from './open-run.ts';
import type { TelemetryOrigin } from './run-files.ts';
import { RunWriter } from './run-writer.ts';
import type { WriteSettings } from './settings.ts';

/** How often owned runs are looked after: with the time a replacement takes, they stay less than 100 ms behind. */
const TICK_MS = 80;
/** Late writing blocks: after it, this many times as long nothing is written late, so that it takes a tenth of the time. */
const LATE_PAUSE = 9;
const MAX_GUESTS = 128;
const MAX_REMEMBERED_ENDS = 10_000;

/** The runs that this process writes to: those it owns until they end, the others as long as there is room. */
export class RunWriters {
  readonly #settings: WriteSettings;
  readonly #owned = new Map<string, RunWriter>();
  readonly #guests = new Map<string, RunWriter>();
  readonly #wonEnds = new Map<string, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #tickedAt = performance.now();
  #nextLateAt = 0;

  constructor(settings: WriteSettings) {
    this.#settings = settings;
  }

  /** Writes an event. Throws if its line could not be written. */
  write(event: RunEvent, origin: () => TelemetryOrigin): void {
    const writer = this.#writerFor(event, origin);
    if (writer === undefined) return;
    try {
      writer.accept(event);
    } finally {
      this.#place(writer);
    }
    this.#tickLate(writer);
  }

  wonEnd(runId: string): boolean {
    const known = this.#wonEnds.get(runId);
    if (known !== undefined) return known;
    return !hasAuthoritativeEnd(runDirectoryOf(this.#settings.root, runId));
  }

  flush(): void {
    for (const writer of this.#owned.values()) writer.flush();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const writer of [...this.#owned.values(), ...this.#guests.values()]) writer.close();
    this.#owned.clear();
    this.#guests.clear();
  }

  /** Nobody ticks while the event loop is blocked, but runs go on: what they do then has to be written in passing. */
  #tickLate(writer: RunWriter): void {
    const now = performance.now();
    if (!writer.owned || now - this.#tickedAt <= 2 * TICK_MS || now < this.#nextLateAt) return;
    writer.tickLate(now);
    const ended = performance.now();
    this.#nextLateAt = ended + (ended - now) * LATE_PAUSE;
  }

  #writerFor(event: RunEvent, origin: () => TelemetryOrigin): RunWriter | undefined {
    const runId = event.run_id;
    const owned = this.#owned.get(runId);
    if (owned !== undefined) return owned;
    const guest = this.#guests.get(runId);
    const claims = isClaim(event, undefined);
    if (guest !== undefined && !claims) return guest;
    if (event.event === 'workflow.run.heartbeat') return undefined; // only an owner shows it
    guest?.close(); // it knows the tail of the stream; an owner has to know all of it
    this.#guests.delete(runId);
    return new RunWriter(openRun(event, this.#settings), this.#settings, origin());
  }

  /** Keeps a writer where it belongs after an event. */
  #place(writer: RunWriter): void {
    const { runId, wonEnd } = writer;
    if (wonEnd !== undefined) {
      this.#owned.delete(runId);
      this.#guests.delete(runId);
      writer.close();
      this.#remember(runId, wonEnd);
    } else if (writer.owned) {
      this.#owned.set(runId, writer);
    } else {
      this.#owned.delete(runId);
      this.#guests.set(runId, writer);
      if (this.#guests.size > MAX_GUESTS) this.#forgetOldestGuest();
    }
    this.#setTimer();
  }

  #forgetOldestGuest(): void {
    const [oldest] = this.#guests.values();
    if (oldest === undefined) return;
    this.#guests.delete(oldest.runId);
    oldest.close();
  }

  #remember(runId: string, won: boolean): void {
    this.#wonEnds.set(runId, won);
    if (this.#wonEnds.size <= MAX_REMEMBERED_ENDS) return;
    const [oldest] = this.#wonEnds.keys();
    if (oldest !== undefined) this.#wonEnds.delete(oldest);
  }

  #setTimer(): void {
    if (this.#owned.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else if (this.#timer === undefined) {
      this.#tickedAt = performance.now();
      this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
    }
  }

  #tick(): void {
    this.#tickedAt = performance.now();
    for (const writer of this.#owned.values()) {
      try {
        writer.tick();
      } catch (error) {
        this.#settings.losses.file(FILES.status, error);
      }
      if (!writer.owned) this.#place(writer); // another process took the run over
    }
  }
}
