/** A processor that changes what passes through and holds nothing back. */
export abstract class StatelessProcessor {
  async forceFlush(): Promise<void> {
    // Nothing is held back.
  }

  async shutdown(): Promise<void> {
    // Nothing is held open.
  }
}
