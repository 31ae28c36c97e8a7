import { statSync } from 'node:fs';
import { join } from 'node:path';

import { toStatusFile, type StatusFile } from '@runlight/contract';
import { StatusFileSchema } from '@runlight/contract/schemas';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';
import { foldRun, type FoldedRun } from './fold-stream.ts';
import { foreignStatus } from './foreign-status.ts';

/**
 * A run's current state: its status.json, brought up to date with the lines that are newer. Undefined if there is
 * nothing of a run in the directory.
 *
 * Costs one read and two `stat` calls while status.json is up to date, which that of an ended run is for good. Also
 * reads OA04.3 directories of other producers; what those do not say is null. Throws `unsafe_path`.
 */
export function readStatus(directory: string): StatusFile | undefined {
  const file = readJsonFile(join(directory, FILES.status));
  const own = ownStatus(file);
  if (own !== undefined && isUpToDate(directory, own)) return own;
  const folded = foldRun(directory);
  if (folded !== undefined) return statusOf(folded, own);
  return own ?? foreignStatus(directory, file);
}

/** The status of a run whose stream was read already. */
export function statusFrom(directory: string, folded: FoldedRun): StatusFile {
  return statusOf(folded, ownStatus(readJsonFile(join(directory, FILES.status))));
}

function ownStatus(file: unknown): StatusFile | undefined {
  const parsed = StatusFileSchema.safeParse(file);
  return parsed.success ? parsed.data : undefined;
}

function isUpToDate(directory: string, { stream_offset }: StatusFile): boolean {
  return sizeOf(directory, FILES.events) <= stream_offset && sizeOf(directory, FILES.afterEnd) === 0;
}

function sizeOf(directory: string, name: string): number {
  return statSync(`${directory}/${name}`, { throwIfNoEntry: false })?.size ?? 0;
}

/** The stream tells all but who executes the run and that it lives; that status.json alone knows. */
function statusOf({ state, offset }: FoldedRun, own: StatusFile | undefined): StatusFile {
  if (own?.heartbeat_at != null) {
    state.heartbeat = { mark: [own.heartbeat_at, '', 0], progress: own.progress.count ?? 0 };
  }
  const times = [own?.updated_at ?? '', state.updated_at ?? ''].toSorted();
  return toStatusFile(state, {
    updatedAt: times[1] ?? '',
    process: own?.process ?? null,
    streamOffset: offset,
  });
}
