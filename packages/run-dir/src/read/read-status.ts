import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { RUN_STATUSES, toStatusFile, type StatusFile } from '@runlight/contract';
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

const FIELDS = Object.keys(StatusFileSchema.shape) as (keyof StatusFile)[]; // the shape has exactly these

/**
 * A status.json of ours. It was checked when it was made and is replaced as a whole, so here it counts as ours if every
 * field is there: checking each value again would cost more than reading the file, for every run of a list.
 */
function ownStatus(file: unknown): StatusFile | undefined {
  if (typeof file !== 'object' || file === null) return undefined;
  const status = file as StatusFile; // if it passes
  const isWhole =
    status.format_version === 1 &&
    FIELDS.every((field) => status[field] !== undefined) &&
    RUN_STATUSES.includes(status.status) &&
    Array.isArray(status.tags) &&
    Array.isArray(status.active_steps) &&
    typeof status.counts === 'object';
  return isWhole ? status : undefined;
}

function isUpToDate(directory: string, { stream_offset }: StatusFile): boolean {
  const size = statSync(`${directory}/${FILES.events}`, { throwIfNoEntry: false })?.size ?? 0;
  return size <= stream_offset && !existsSync(`${directory}/${FILES.afterEnd}`);
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
