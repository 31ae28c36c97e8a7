import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { RunEvent } from '@runlight/contract';

import { tooLongName } from '../ingest/storable.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import { DirectoryWatches, isToldOf } from './directory-watches.ts';
import { TailedRun, type Portion } from './tailed-run.ts';

const TURN_MS = 500;
/** While the database is away. */
const RETRY_MS = 5000;
/** Of runs that are not watched, those that changed a while ago are looked at in turns, so many each time. */
const QUIET_RUNS_AT_ONCE = 200;
const QUIET_AFTER_MS = 15 * 60_000;
/** And so are all: of very many changes at once the system forgets some. */
const RUNS_AT_ONCE = 20;
/** Begun in one turn: a few milliseconds. */
const WATCHES_AT_ONCE = 1000;
const EVENTS_AT_ONCE = 500;
/** Directories that were made in the same instant in which a listing was read may have missed it. */
const LISTING_DOUBT_MS = 2000;

/** Follows all runs below the runs directories, those that are there and those that come; see {@link RunsTail}. */
export function tailRuns(parts: Parts): () => Promise<void> {
  const stops = parts.settings.runsDirectories.map((root) => {
    const tail = new RunsTail(root, parts);
    const { stop } = repeat((signal) => tail.turn(signal), {
      everyMs: TURN_MS,
      retryMs: RETRY_MS,
      onTrouble: (error) => parts.report(`The runs in ${root} can’t be followed now`, error),
    });
    return async () => {
      await stop();
      tail.close();
    };
  });
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/**
 * The runs of one directory, read as far as they were written and delivered.
 *
 * The system tells which of them changed, so that it costs nothing that nothing happens, however many there are; of those
 * that it can't tell of, all are looked at again and again. How far a run was read is remembered for as long as the server
 * runs; after that every event is delivered once more, and kept once.
 */
export class RunsTail {
  readonly #root: string;
  readonly #parts: Parts;
  readonly #watches: DirectoryWatches;
  #runs = new Map<string, TailedRun>();
  #all: readonly TailedRun[] = [];
  readonly #unwatched = new Set<TailedRun>();
  #listed: { readonly mtimeMs: number; readonly at: number } | undefined;
  /** To be looked at in any case. */
  readonly #stirred = new Set<TailedRun>();
  readonly #quietTurns = new Rotation<TailedRun>(QUIET_RUNS_AT_ONCE);
  readonly #allTurns = new Rotation<TailedRun>(RUNS_AT_ONCE);
  readonly #unreadable = new WeakSet<TailedRun>();

  constructor(root: string, parts: Parts, watches = new DirectoryWatches()) {
    this.#root = root;
    this.#parts = parts;
    this.#watches = watches;
  }

  close(): void {
    this.#watches.close();
  }

  /** Looks once at every run that may have changed, and delivers what is new. */
  async turn(signal?: AbortSignal): Promise<void> {
    await this.#list();
    this.#watch();
    const due = this.#due();
    try {
      await this.#deliver(due, signal);
    } catch (error) {
      for (const run of due) this.#stirred.add(run); // what was not taken is found again
      throw error;
    }
  }

  async #deliver(due: Iterable<TailedRun>, signal?: AbortSignal): Promise<void> {
    let portions: Portion[] = [];
    const deliver = async (): Promise<void> => {
      const events: RunEvent[] = portions.flatMap((portion) =>
        portion.events.filter((event) => tooLongName(event) === undefined),
      );
      await this.#parts.take(events, { tenantId: null });
      for (const portion of portions) portion.taken();
      portions = [];
    };
    for (const run of due) {
      let portion: Portion | undefined;
      do {
        if (signal?.aborted === true) return;
        portion = await this.#look(run);
        if (portion === undefined) break;
        portions.push(portion);
        // What comes next is found by what was taken.
        if (portion.more || sizeOf(portions) >= EVENTS_AT_ONCE) await deliver();
      } while (portion.more);
    }
    await deliver();
  }

  /** A directory that can't be read, as one that holds links for files, does not keep others from being read. */
  async #look(run: TailedRun): Promise<Portion | undefined> {
    try {
      return await run.look(Date.now());
    } catch (error) {
      if (!this.#unreadable.has(run)) this.#parts.report('A run directory can’t be read', error);
      this.#unreadable.add(run);
      return undefined;
    }
  }

  /** Knows the directories that are there, new ones first to come; a listing is read only when something changed. */
  async #list(): Promise<void> {
    const mtimeMs = await mtimeOf(this.#root);
    const listed = this.#listed;
    if (mtimeMs !== undefined && mtimeMs === listed?.mtimeMs && listed.at - mtimeMs > LISTING_DOUBT_MS)
      return;
    this.#listed = mtimeMs === undefined ? undefined : { mtimeMs, at: Date.now() };
    const names = mtimeMs === undefined ? [] : await directoriesIn(this.#root);
    const before = this.#runs;
    this.#runs = new Map(
      names.map((name) => [name, before.get(name) ?? new TailedRun(join(this.#root, name))]),
    );
    for (const [name, run] of before) {
      if (this.#runs.has(name)) continue;
      this.#watches.remove(run.directory);
      this.#unwatched.delete(run);
    }
    this.#all = [...this.#runs.values()];
    for (const run of this.#all) if (!this.#watches.has(run.directory)) this.#unwatched.add(run);
  }

  /** Begins to watch runs, new ones first; where there is room for no more, one that is over gives way to one that is not. */
  #watch(): void {
    if (this.#unwatched.size === 0 || !isToldOf(this.#root)) return;
    for (const run of this.#toWatch()) {
      if (!this.#watches.add(run.directory)) continue;
      this.#unwatched.delete(run);
      this.#stirred.add(run); // it may have changed before
    }
  }

  #toWatch(): readonly TailedRun[] {
    const some = [...this.#unwatched].filter((run) => !run.isOver || !this.#watches.isFull);
    const next = some.slice(0, WATCHES_AT_ONCE);
    if (this.#watches.isFull && next.length > 0) {
      const over = this.#all.filter(({ isOver, directory }) => isOver && this.#watches.has(directory));
      for (const run of over.slice(-next.length)) {
        this.#watches.remove(run.directory);
        this.#unwatched.add(run);
      }
    }
    return next;
  }

  #due(): ReadonlySet<TailedRun> {
    const due = new Set(this.#stirred);
    this.#stirred.clear();
    for (const directory of this.#watches.takeChanged()) {
      const run = this.#runs.get(basename(directory));
      if (run === undefined) continue;
      due.add(run);
      if (!this.#watches.has(directory)) this.#unwatched.add(run);
    }
    const since = Date.now() - QUIET_AFTER_MS; // the file system's clock, not the server's
    const quiet: TailedRun[] = [];
    for (const run of this.#unwatched) {
      if (run.changedAt === null || run.changedAt > since) due.add(run);
      else quiet.push(run);
    }
    for (const run of this.#quietTurns.next(quiet)) due.add(run);
    for (const run of this.#allTurns.next(this.#all)) due.add(run);
    return due;
  }
}

/** Goes through many, so many each time. */
class Rotation<T> {
  readonly #count: number;
  #next = 0;

  constructor(count: number) {
    this.#count = count;
  }

  next(all: readonly T[]): readonly T[] {
    if (this.#next >= all.length) this.#next = 0;
    const from = this.#next;
    this.#next += this.#count;
    return all.slice(from, this.#next);
  }
}

/** The latest name first: for our run ids, the latest run. */
async function directoriesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .toSorted()
    .toReversed();
}

async function mtimeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return undefined; // nobody made it yet
  }
}

function sizeOf(portions: readonly Portion[]): number {
  return portions.reduce((size, portion) => size + portion.events.length, 0);
}
