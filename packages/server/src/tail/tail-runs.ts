import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunEvent } from '@runlight/contract';

import { tooLongName } from '../ingest/storable.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import { TailedRun, type Portion } from './tailed-run.ts';

const TURN_MS = 500;
/** While the database is away. */
const RETRY_MS = 5000;
/** Runs that changed a while ago are looked at in turns, so many each time: the cost does not follow from their number. */
const QUIET_RUNS_AT_ONCE = 200;
const QUIET_AFTER_MS = 15 * 60_000;
const EVENTS_AT_ONCE = 500;
/** Directories that were made in the same instant in which a listing was read may have missed it. */
const LISTING_DOUBT_MS = 2000;

/** Follows all runs below the runs directories, those that are there and those that come; see {@link RunsTail}. */
export function tailRuns(parts: Parts): () => Promise<void> {
  const stops = parts.settings.runsDirectories.map((root) => {
    const tail = new RunsTail(root, parts);
    return repeat((signal) => tail.turn(signal), {
      everyMs: TURN_MS,
      retryMs: RETRY_MS,
      onTrouble: (error) => parts.report(`The runs in ${root} can’t be followed now`, error),
    });
  });
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/**
 * The runs of one directory, read as far as they were written and delivered.
 *
 * How far is remembered for as long as the server runs; after that every event is delivered once more, and kept once.
 */
class RunsTail {
  readonly #root: string;
  readonly #parts: Parts;
  #runs = new Map<string, TailedRun>();
  #listed: { readonly mtimeMs: number; readonly at: number } | undefined;
  #nextQuiet = 0;
  readonly #unreadable = new WeakSet<TailedRun>();

  constructor(root: string, parts: Parts) {
    this.#root = root;
    this.#parts = parts;
  }

  /** Looks once at every run that may have changed, and delivers what is new. */
  async turn(signal?: AbortSignal): Promise<void> {
    await this.#list();
    let portions: Portion[] = [];
    const deliver = async (): Promise<void> => {
      const events: RunEvent[] = portions.flatMap((portion) =>
        portion.events.filter((event) => tooLongName(event) === undefined),
      );
      await this.#parts.take(events, { tenantId: null });
      for (const portion of portions) portion.taken();
      portions = [];
    };
    for (const run of this.#due()) {
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
    this.#runs = new Map(
      names.map((name) => [name, this.#runs.get(name) ?? new TailedRun(join(this.#root, name))]),
    );
  }

  #due(): TailedRun[] {
    const since = Date.now() - QUIET_AFTER_MS; // the file system's clock, not the server's
    const due: TailedRun[] = [];
    const quiet: TailedRun[] = [];
    for (const run of this.#runs.values()) {
      (run.changedAt === null || run.changedAt > since ? due : quiet).push(run);
    }
    if (this.#nextQuiet >= quiet.length) this.#nextQuiet = 0;
    due.push(...quiet.slice(this.#nextQuiet, this.#nextQuiet + QUIET_RUNS_AT_ONCE));
    this.#nextQuiet += QUIET_RUNS_AT_ONCE;
    return due;
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
