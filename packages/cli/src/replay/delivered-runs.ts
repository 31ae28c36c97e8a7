import { statSync } from 'node:fs';
import { join } from 'node:path';

import { FILES } from '@runlight/run-dir';

/** Runs of which everything was acknowledged: they need no reading again before their streams grow. */
export class DeliveredRuns {
  readonly #sizes = new Map<string, string>();

  add(directory: string): void {
    this.#sizes.set(directory, streamSizes(directory));
  }

  has(directory: string): boolean {
    return this.#sizes.get(directory) === streamSizes(directory);
  }
}

function streamSizes(directory: string): string {
  return [FILES.events, FILES.afterEnd]
    .map((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0)
    .join('+');
}
