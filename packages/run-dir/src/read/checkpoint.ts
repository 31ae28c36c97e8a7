import { join } from 'node:path';

import type { RunState } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';

/** A checkpoint is written each time a stream has grown by this much: what a reader folds stays bounded. */
export const CHECKPOINT_BYTES = 4 * 1024 * 1024;

const FORMAT_VERSION = 1;

/** The state in which (at least) the first `offset` bytes of a stream are folded. */
export interface Checkpoint {
  readonly offset: number;
  readonly state: RunState;
}

export function checkpointText({ offset, state }: Checkpoint): string {
  return JSON.stringify({ format_version: FORMAT_VERSION, offset, state });
}

/** A run's checkpoint. Undefined if there is none that we can use: the whole stream then tells the same. */
export function readCheckpoint(directory: string): Checkpoint | undefined {
  const file = readJsonFile(join(directory, FILES.checkpoint));
  if (typeof file !== 'object' || file === null || !('format_version' in file)) return undefined;
  const { format_version, offset, state } = file as Partial<Checkpoint> & { format_version: unknown }; // checked below
  if (format_version !== FORMAT_VERSION || typeof offset !== 'number' || typeof state !== 'object')
    return undefined;
  return { offset, state };
}
