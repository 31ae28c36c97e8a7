import { diag } from '@opentelemetry/api';

/** What the run directory wrote and what it could not; counts since it was created. */
export interface RunDirectoryStats {
  readonly linesWritten: number;
  /** Events that are in no file: the disk was full, read-only or gone. */
  readonly linesLost: number;
  /** Files other than the stream that could not be written. */
  readonly filesFailed: number;
  readonly artifactsLost: number;
  /** Run directories that were deleted while their run went on, and made again. */
  readonly directoriesRecreated: number;
}

/** Counts what was lost, and says so once: telemetry never fails the code that it tells about. */
export class Losses {
  linesWritten = 0;
  #linesLost = 0;
  #filesFailed = 0;
  #artifactsLost = 0;
  #directoriesRecreated = 0;
  #warned = false;

  line(error: unknown): void {
    this.#linesLost += 1;
    this.#warn('an event could not be written', error);
  }

  /** Lines that were counted as written are in no file after all. */
  writtenLines(count: number, error: unknown): void {
    this.linesWritten -= count;
    this.#linesLost += count;
    this.#warn('the run directory was deleted, and could not be made again', error);
  }

  file(name: string, error: unknown): void {
    this.#filesFailed += 1;
    this.#warn(`${name} could not be written`, error);
  }

  artifact(error: unknown): void {
    this.#artifactsLost += 1;
    this.#warn('an artifact could not be kept', error);
  }

  directory(path: string): void {
    this.#directoriesRecreated += 1;
    this.#warn(`the run directory was deleted while its run goes on: ${path}`);
  }

  stats(): RunDirectoryStats {
    return {
      linesWritten: this.linesWritten,
      linesLost: this.#linesLost,
      filesFailed: this.#filesFailed,
      artifactsLost: this.#artifactsLost,
      directoriesRecreated: this.#directoriesRecreated,
    };
  }

  #warn(what: string, error?: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    const why = error instanceof Error ? `: ${error.message}` : '';
    diag.warn(`runlight: ${what}${why}. Further losses are counted, not told.`);
  }
}
