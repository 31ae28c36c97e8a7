import type { TimeAxis } from './time-axis.ts';
import type { WaterfallRow } from './waterfall-model.ts';

/** How much was executed at some place of the axis. */
export interface Bucket {
  readonly busy: number;
  readonly failed: boolean;
}

/** How many steps executed in each of `count` equal parts of the axis, and whether one of them failed there. */
export function activityOf(
  rows: readonly WaterfallRow[],
  { axis, count, now }: { readonly axis: TimeAxis; readonly count: number; readonly now: number },
): Bucket[] {
  const changes = Array.from({ length: count + 1 }, () => 0);
  const failed = new Set<number>();
  const bucketOf = (time: number) =>
    Math.min(count - 1, Math.floor((axis.position(time) / axis.width) * count));
  for (const { segments } of rows) {
    for (const { kind, from, to, status } of segments) {
      if (kind !== 'run') continue;
      const first = bucketOf(from);
      const last = bucketOf(to ?? now);
      changes[first] = (changes[first] ?? 0) + 1;
      changes[last + 1] = (changes[last + 1] ?? 0) - 1;
      if (status === 'failed') failed.add(last);
    }
  }
  let busy = 0;
  return changes.slice(0, count).map((change, bucket) => {
    busy += change;
    return { busy, failed: failed.has(bucket) };
  });
}
