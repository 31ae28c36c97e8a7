import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { eventIdOf, isOutcome, isSaidOfRun, type RunEvent } from '@runlight/contract';
import { FILES, readNewEvents, readStatus, STREAM_START, type StreamPosition } from '@runlight/run-dir';

/** What is parsed at once: a few milliseconds, then others have their turn. */
const CHUNK_BYTES = 256 * 1024;
/** Heartbeats come every 15 s by default, and much else may be written meanwhile. */
const HEARTBEAT_EVERY_MS = 1000;

/** What is new in a run's directory, and how to say that it was taken. */
export interface Portion {
  readonly events: readonly RunEvent[];
  /** There is more already. */
  readonly more: boolean;
  /** Says that the events were kept; without it the next look finds them again. */
  taken(): void;
}

/** One run directory that is followed: remembers how far it was read. */
export class TailedRun {
  readonly directory: string;
  #position: StreamPosition = STREAM_START;
  #ended = false;
  /** When its files changed, in epoch milliseconds by the file system; null before the first look. */
  changedAt: number | null = null;
  #statusReadAt = 0;
  /** `status.json` as it was when all that it says was taken. */
  #statusChangedAt: number | undefined;
  #heartbeatAt = '';
  readonly #heartbeats = { producer: `t${randomBytes(8).toString('hex')}`, seq: 0 };

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Nothing more is to be expected, but for what people say of it. */
  get isOver(): boolean {
    return this.#ended;
  }

  /** What was written since the last portion that was taken; undefined if nothing was. Throws what reading throws. */
  async look(now: number): Promise<Portion | undefined> {
    const [events, afterEnd, status] = await Promise.all(
      [FILES.events, FILES.afterEnd, FILES.status].map((file) => this.#stat(file)),
    );
    const madeAt = events === undefined ? (await this.#stat('.'))?.mtimeMs : undefined;
    this.changedAt = Math.max(
      ...[madeAt, events?.mtimeMs, afterEnd?.mtimeMs, status?.mtimeMs].map((at) => at ?? 0),
    );
    const sizes = { events: events?.size ?? 0, afterEnd: afterEnd?.size ?? 0 };
    const isAnother = sizes.events < this.#position.events || sizes.afterEnd < this.#position.afterEnd;
    if (isAnother) this.#position = STREAM_START; // another run took the directory
    const { events: at, afterEnd: afterEndAt } = this.#position;
    const heartbeat = this.#heartbeat(now, status?.mtimeMs);
    if (sizes.events === at && sizes.afterEnd === afterEndAt && heartbeat === undefined) return undefined;
    const read = readNewEvents(this.directory, this.#position, CHUNK_BYTES);
    const found = heartbeat === undefined ? read.events : [...read.events, heartbeat];
    const isMoved = read.position.events !== at || read.position.afterEnd !== afterEndAt;
    if (found.length === 0 && !isMoved) return undefined; // a line that is being written
    return {
      events: found,
      more: read.more,
      taken: () => {
        this.#position = read.position;
        if (heartbeat !== undefined) this.#heard(heartbeat, status?.mtimeMs);
        for (const { event } of read.events) this.#note(event);
      },
    };
  }

  #note(event: string): void {
    if (isOutcome(event.slice('workflow.run.'.length))) this.#ended = true;
    else if (event !== 'workflow.run.completed') this.#ended &&= isSaidOfRun(event);
  }

  async #stat(file: string): Promise<Stats | undefined> {
    try {
      return await stat(join(this.directory, file));
    } catch {
      return undefined; // not there yet, or gone: the next listing tells
    }
  }

  /**
   * Heartbeats are no lines of the stream: `status.json` says when the latest was. It is told under a producer of ours,
   * since nothing says which of the process's it was.
   */
  #heartbeat(now: number, changedAt: number | undefined): RunEvent | undefined {
    const isRead = changedAt === this.#statusChangedAt || now - this.#statusReadAt < HEARTBEAT_EVERY_MS;
    if (this.#ended || this.#position.events === 0 || isRead) return undefined;
    this.#statusReadAt = now;
    const status = readStatus(this.directory);
    if (
      status?.outcome !== null ||
      status.heartbeat_at === null ||
      status.heartbeat_at <= this.#heartbeatAt
    ) {
      this.#statusChangedAt = changedAt;
      return undefined;
    }
    const { producer, seq } = this.#heartbeats;
    return {
      event: 'workflow.run.heartbeat',
      event_id: eventIdOf(producer, seq),
      timestamp: status.heartbeat_at,
      run_id: status.run_id,
      producer,
      seq,
      workflow_name: status.workflow_id,
      progress: status.progress.count ?? 0,
      ...(status.heartbeat_interval_ms !== null && { heartbeat_interval_ms: status.heartbeat_interval_ms }),
    };
  }

  #heard(heartbeat: RunEvent, changedAt: number | undefined): void {
    this.#statusChangedAt = changedAt;
    this.#heartbeatAt = heartbeat.timestamp;
    this.#heartbeats.seq += 1;
  }
}
