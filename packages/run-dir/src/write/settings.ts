import type { OpenStreams } from './event-stream.ts';
import type { Losses } from './losses.ts';
import type { RenameQueue } from './rename-queue.ts';

/** What all runs of one runs directory share. */
export interface WriteSettings {
  /** Absolute. */
  readonly root: string;
  readonly directoryMode: number;
  readonly fileMode: number;
  readonly losses: Losses;
  readonly renames: RenameQueue;
  readonly open: OpenStreams;
  /** Makes a run's directory if it is not there. Throws `unsafe_path` for anything else in its place. */
  prepare(directory: string): void;
}
