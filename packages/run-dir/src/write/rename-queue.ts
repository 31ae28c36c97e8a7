/** Something with file replacements to start, one at a time. */
export interface Renamer {
  /** Starts one and calls `done` when it is over; false if there is none to start now. */
  startNext(done: () => void): boolean;
}

/**
 * Lets replacements run in the thread pool, a few at a time: replacing a file takes about a millisecond on ext4, and the
 * pool's other threads belong to the user's own file and DNS work.
 */
export class RenameQueue {
  readonly #limit: number;
  readonly #waiting = new Set<Renamer>();
  #active = 0;

  constructor(limit = 2) {
    this.#limit = limit;
  }

  add(renamer: Renamer): void {
    this.#waiting.add(renamer);
    this.#pump();
  }

  #pump(): void {
    for (const renamer of this.#waiting) {
      if (this.#active >= this.#limit) return;
      this.#waiting.delete(renamer);
      const started = renamer.startNext(() => {
        this.#active -= 1;
        this.#pump();
      });
      if (!started) continue;
      this.#active += 1;
      this.#waiting.add(renamer); // to the back of the line, for its next file
    }
  }
}
