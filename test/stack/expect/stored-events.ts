import { ATTR } from '@runlight/contract';
import type { LogEntry, Stack } from '@runlight/testing/stack';

import type { ExpectedEvent, ExpectedRun } from '../population/expected-run.ts';

const label = (attribute: string): string => attribute.replaceAll('.', '_');
const EVENT_ID = label(ATTR.EVENT_ID);
const RUN_ID = label(ATTR.RUN_ID);

/** Every event that Loki has. */
export async function storedEvents(stack: Stack, fromMs: number, toMs: number): Promise<readonly LogEntry[]> {
  return await stack.queryLoki.entries('{service_name=~".+"} | event!=""', { fromMs, toMs });
}

/** In what the stored events differ from those that are expected: each exactly once, at its time, and no other. */
export function eventFaults(stored: readonly LogEntry[], expected: readonly ExpectedRun[]): string[] {
  const times = Map.groupBy(stored, ({ fields }) => fields[EVENT_ID] ?? 'no event id');
  const doubled = [...times].filter(([, entries]) => entries.length > 1);
  const byRun = Map.groupBy(stored, ({ fields }) => fields[RUN_ID] ?? 'no run id');
  const known = new Set(expected.map(({ runId }) => runId));
  return [
    ...doubled.map(
      ([id, entries]) => `${entries[0]?.fields['event']} ${id} is stored ${entries.length} times`,
    ),
    ...[...byRun.keys()].filter((runId) => !known.has(runId)).map((runId) => `nobody knows run ${runId}`),
    ...expected.flatMap((run) => runFaults(byRun.get(run.runId) ?? [], run)),
  ];
}

function runFaults(stored: readonly LogEntry[], run: ExpectedRun): string[] {
  const left = [...stored];
  const missing = run.events.filter((event) => {
    const at = left.findIndex((entry) => isSame(entry, event));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map(({ event, step = '', at }) => `${run.key}: ${event} ${step} at ${at} is missing`),
    ...left.map(({ fields, timestampNs }) => `${run.key}: ${fields['event']} at ${timestampNs} is too much`),
  ];
}

function isSame({ fields, timestampNs }: LogEntry, { event, at, step }: ExpectedEvent): boolean {
  return (
    fields['event'] === event &&
    fields['event_name'] === event &&
    (fields[label(ATTR.STEP_NAME)] ?? undefined) === step &&
    // Events have microseconds; what is behind them only keeps the order of those of one point in time.
    (at === undefined || timestampNs / 1000n === BigInt(Math.round(at * 1000)))
  );
}
