import { rename, renameSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { FILES } from '../layout.ts';
import { createFile, ensureDirectory } from '../plain-files.ts';
import { systemCodeOf } from '../run-dir-error.ts';
import type { Losses } from './losses.ts';
import type { Renamer, RenameQueue } from './rename-queue.ts';

/** A file's new content. */
export interface Content {
  /** Makes the text when it is written: what is superseded before that costs nothing. */
  readonly render: () => string;
  /** Called when the file has it, or could not be written. */
  readonly settled?: () => void;
}

export interface DocumentOptions {
  readonly directoryMode: number;
  readonly fileMode: number;
  readonly renames: RenameQueue;
  readonly losses: Losses;
}

interface Flight {
  readonly temporary: string;
  readonly content: Content;
}

/** How many files may be behind at once; as many at most lack their latest content when the process is killed. */
export const MAX_BEHIND = 1024;
const MAX_KNOWN_DIRECTORIES = 1024;
/** These come last, in this order: they sum up the others. */
const SUMMARIES: readonly string[] = [FILES.metadata, FILES.status];

let temporaries = 0;

/**
 * The files of one run that are replaced as a whole, each always complete for whoever reads it.
 *
 * New content is put here and written later ({@link refresh}) or now ({@link writeNow}); content that is put in between
 * replaces what was waiting. A replacement is a temporary file and a rename. The temporary file is written at once,
 * which takes microseconds; only the rename is slow and may be left to the thread pool.
 *
 * A rename that is left to the pool must never land on newer content. To write now is therefore to withdraw first: the
 * temporary file of the rename under way is deleted. Both are operations on the same directory, which the file system
 * does one after the other: either the rename was first, and the newer content goes over it, or it finds nothing.
 * Every temporary file has a name of its own, so that a withdrawn rename can't pick up another one's file.
 */
export class Documents implements Renamer {
  readonly #directory: string;
  readonly #options: DocumentOptions;
  readonly #pending = new Map<string, Content>();
  readonly #due = new Map<string, Content>();
  readonly #flights = new Map<string, Flight>();
  readonly #knownDirectories = new Set<string>();

  constructor(directory: string, options: DocumentOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  /** True while there is content that no {@link refresh} has taken up. */
  get dirty(): boolean {
    return this.#pending.size > 0;
  }

  /** Takes new content for a file; `name` is relative to the run directory. */
  put(name: string, content: Content): void {
    this.#pending.set(name, content);
    if (this.#pending.size + this.#due.size > MAX_BEHIND) this.#writeOldest();
  }

  /** Has what was put so far written soon, without waiting for it. */
  refresh(): void {
    for (const [name, content] of this.#pending) this.#due.set(name, content);
    this.#pending.clear();
    this.#options.renames.add(this);
  }

  /** Writes these files before it returns, if there is newer content for them. */
  writeNow(...names: readonly string[]): void {
    for (const name of names) {
      const withdrawn = this.#withdraw(name);
      const content = this.#pending.get(name) ?? this.#due.get(name) ?? withdrawn;
      this.#pending.delete(name);
      this.#due.delete(name);
      if (content !== undefined) this.#replace(name, content);
    }
  }

  /** Writes everything that was put, before it returns; status.json last. */
  writeAll(): void {
    for (;;) {
      const names = new Set([...this.#flights.keys(), ...this.#due.keys(), ...this.#pending.keys()]);
      if (names.size === 0) return;
      for (const name of SUMMARIES) {
        if (names.delete(name)) names.add(name);
      }
      this.writeNow(...names); // making one file's content may put another file
    }
  }

  startNext(done: () => void): boolean {
    for (const [name, content] of this.#due) {
      if (this.#flights.has(name)) continue; // its turn comes when that one has landed
      this.#due.delete(name);
      const temporary = this.#writeTemporary(name, content);
      if (temporary === undefined) continue;
      const flight: Flight = { temporary, content };
      this.#flights.set(name, flight);
      rename(temporary, join(this.#directory, name), (error) => {
        this.#landed(name, flight, error);
        done();
      });
      return true;
    }
    return false;
  }

  /** Forgets which directories are there: somebody deleted them. */
  forgetDirectories(): void {
    this.#knownDirectories.clear();
  }

  /** Who produces faster than the disk takes waits for the disk. */
  #writeOldest(): void {
    for (const files of [this.#due, this.#pending]) {
      for (const name of files.keys()) {
        if (!SUMMARIES.includes(name)) {
          this.writeNow(name);
          return;
        }
      }
    }
  }

  #landed(name: string, flight: Flight, error: Error | null): void {
    if (this.#flights.get(name) !== flight) return; // withdrawn: newer content is there already
    this.#flights.delete(name);
    if (error !== null) this.#options.losses.file(name, error);
    flight.content.settled?.();
    if (this.#due.size > 0) this.#options.renames.add(this);
  }

  /** Returns the content of a rename that was under way and will not land. */
  #withdraw(name: string): Content | undefined {
    const flight = this.#flights.get(name);
    if (flight === undefined) return undefined;
    this.#flights.delete(name);
    try {
      unlinkSync(flight.temporary);
      return flight.content;
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') this.#options.losses.file(name, error);
      flight.content.settled?.(); // it has landed
      return undefined;
    }
  }

  #replace(name: string, content: Content): void {
    const temporary = this.#writeTemporary(name, content);
    if (temporary === undefined) return;
    try {
      renameSync(temporary, join(this.#directory, name));
    } catch (error) {
      this.#options.losses.file(name, error);
    }
    content.settled?.();
  }

  #writeTemporary(name: string, content: Content): string | undefined {
    temporaries += 1;
    const path = join(this.#directory, dirname(name), `.${basename(name)}.${process.pid}-${temporaries}.tmp`);
    try {
      this.#ensureParent(name);
      createFile(path, content.render(), { mode: this.#options.fileMode });
      return path;
    } catch (error) {
      this.#options.losses.file(name, error);
      content.settled?.();
      return undefined;
    }
  }

  /** Makes the directories above a file, one by one, so that no link leads out of the run directory. */
  #ensureParent(name: string): void {
    const parent = dirname(name);
    if (parent === '.' || this.#knownDirectories.has(parent)) return;
    let path = this.#directory;
    for (const segment of parent.split('/')) {
      path = join(path, segment);
      ensureDirectory(path, this.#options.directoryMode);
    }
    if (this.#knownDirectories.size >= MAX_KNOWN_DIRECTORIES) this.#knownDirectories.clear();
    this.#knownDirectories.add(parent);
  }
}
