/** A run's tags as its own process knows them: those it began with, then those that were added, in the order of adding. */
export class RunTags {
  readonly #given: readonly string[];
  /** The latest change of each tag, in the order of these changes. */
  readonly #changes = new Map<string, boolean>();

  constructor(given: readonly string[]) {
    this.#given = given;
  }

  /** What is added and removed at once is there. */
  change(add: string[], remove: string[]): { add: string[]; remove: string[] } {
    for (const tag of remove) this.#set(tag, false);
    for (const tag of new Set(add)) this.#set(tag, true); // of a tag that is named twice the first counts
    return { add, remove };
  }

  list(): string[] {
    const tags = new Set(this.#given);
    for (const [tag, isPresent] of this.#changes) {
      if (isPresent) tags.add(tag);
      else tags.delete(tag);
    }
    return [...tags];
  }

  #set(tag: string, isPresent: boolean): void {
    this.#changes.delete(tag);
    this.#changes.set(tag, isPresent);
  }
}
