import { endOf, type RunState } from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';
import { localDirectory } from '../artifacts/local-directory.ts';
import type { Parts } from '../parts.ts';
import { prunedOf } from '../retention/policies.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { sendsNoHeartbeats, SILENT_AFTER_HOURS } from '../watch/patience.ts';
import { sendersFor } from './senders-for.ts';

type Gaps = RunDetail['gaps'];

/** How many events of a run are known to be missing: what is between the numbers that its producers gave them. */
export function missingEvents(state: RunState): number {
  let missing = 0;
  for (const ranges of Object.values(state.seen)) {
    let next = 0;
    for (const [from, to] of ranges) {
      missing += from - next;
      next = to;
    }
  }
  return missing;
}

/** What of a run is not here though somebody may look for it, and what to do about it. */
export async function gapsOf(parts: Parts, row: RunRow, state: RunState): Promise<Gaps> {
  const { db } = parts.store;
  const gaps: Gaps = [];
  const deletedAt = prunedOf(row).events;
  if (deletedAt !== undefined) {
    gaps.push({
      what: 'events',
      guidance:
        `Its events, spans and log records were deleted on ${deletedAt.slice(0, 10)}: retention keeps them no longer. Pin a run ` +
        'to keep all of it.',
    });
  }
  // A span is exported when it ends: while the run goes on there may be none yet.
  const isExpected = endOf(state) !== null && deletedAt === undefined;
  if (isExpected && !(await isAnyThere(db, 'spans', row))) {
    gaps.push({
      what: 'trace',
      guidance:
        'No span of the trace has arrived. Spans are sent in batches: wait half a minute. Then see that the process exports ' +
        'traces to this server (OTEL_EXPORTER_OTLP_ENDPOINT), or send them again with `runlight replay`.',
    });
  }
  if (isExpected && !(await isAnyThere(db, 'log_records', row))) {
    gaps.push({
      what: 'logs',
      guidance:
        'Nothing was logged in the trace, or it was not exported. Logs of a process arrive if its logger writes to ' +
        'OpenTelemetry while the run is active.',
    });
  }
  const missing = missingEvents(state);
  if (missing > 0) {
    gaps.push({
      what: 'events',
      guidance:
        `${missing} ${missing === 1 ? 'event has' : 'events have'} not arrived, so that what is shown may not be all. They come ` +
        'by themselves if they are only late; else send them again with `runlight replay`.',
    });
  }
  if (sendsNoHeartbeats(state)) {
    const { silentAfterHours = SILENT_AFTER_HOURS } = parts.settings;
    gaps.push({
      what: 'heartbeats',
      guidance:
        `This run sends no heartbeats: if its process dies, nobody knows, and after ${silentAfterHours} h without a word it ` +
        'counts as stalled. Let whoever sends its events say `heartbeat_interval_ms` and keep to it, as withRun does.',
    });
  }
  if (state.descriptor.inputs === null) {
    gaps.push({
      what: 'inputs',
      guidance:
        row.pruned === null
          ? 'The run handed over no inputs. A re-run needs them: pass `inputs` to withRun, or write them when you ask for the re-run.'
          : 'The inputs are no longer kept: retention deleted them. Write them when you ask for a re-run.',
    });
  }
  if (state.artifacts > 0 && localDirectory(parts.settings.runsDirectories, row) === undefined) {
    gaps.push({
      what: 'artifacts',
      guidance:
        'The run attached files, but its directory is on another machine. Look there, or name the runs directory when you ' +
        'start the server.',
    });
  }
  return gaps;
}

async function isAnyThere(db: Store['db'], table: 'spans' | 'log_records', row: RunRow): Promise<boolean> {
  const found = await db
    .selectFrom(table)
    .select('trace_id')
    .where('trace_id', '=', row.trace_id)
    .where('tenant_id', 'in', sendersFor(row))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
