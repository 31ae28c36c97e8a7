import { formatTimestamp, parseTimestamp } from '@runlight/contract';

import { IDS_AT_ONCE, RowWriter } from '../store/row-writer.ts';
import type { Write } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** For how long nobody may have sent a deleted run for it to be forgotten that it was deleted. */
const REMEMBERED_DAYS = 400;

/** Remembers that runs were deleted, so that their events can come again and the runs do not. */
export async function noteDeleted(write: Write, runIds: readonly string[], at: string): Promise<void> {
  const rows = runIds.map((run_id) => ({ run_id, refused_at: at }));
  await new RowWriter(write).upsert('deleted_runs', ['run_id'], rows);
}

/** Which of some runs that are not known were deleted. Of those it is remembered longer: somebody still sends them. */
export async function refuseDeleted(
  write: Write,
  runIds: readonly string[],
  at: string,
): Promise<ReadonlySet<string>> {
  const deleted = new Set<string>();
  const stale: string[] = [];
  const yesterday = formatTimestamp(parseTimestamp(at) - DAY_MS);
  for (let from = 0; from < runIds.length; from += IDS_AT_ONCE) {
    const rows = await write
      .selectFrom('deleted_runs')
      .selectAll()
      .where('run_id', 'in', runIds.slice(from, from + IDS_AT_ONCE))
      .execute();
    for (const { run_id, refused_at } of rows) {
      deleted.add(run_id);
      if (refused_at < yesterday) stale.push(run_id);
    }
  }
  await noteDeleted(write, stale, at);
  return deleted;
}

/** Forgets deleted runs that nobody has sent for long. */
export async function forgetDeleted(write: Write, now: number): Promise<void> {
  await write
    .deleteFrom('deleted_runs')
    .where('refused_at', '<', formatTimestamp(now - REMEMBERED_DAYS * DAY_MS))
    .execute();
}
