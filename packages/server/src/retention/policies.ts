import type { z } from '@hono/zod-openapi';
import { formatTimestamp } from '@runlight/contract';

import { RetentionSchema } from '../api/settings.ts';
import { readSetting } from '../settings/settings.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

export type Retention = z.infer<typeof RetentionSchema>;
/** A class of what is kept of a run. */
export type KeptClass = 'raw' | 'io' | 'summary' | 'metrics';

const DAY_MS = 86_400_000;

/** Source: the defaults of the run management spec. */
const DEFAULT_RETENTION: Retention = {
  raw_days: 90,
  io_days: 90,
  summary_days: 400,
  metrics_days: 400,
};

/** How long what of a tenant is kept; `''` is what holds for everybody who has no own. */
export async function retentionOf(store: Store, tenantId: string): Promise<Retention> {
  const value = await readSetting(store.db, 'retention', tenantId);
  return value === undefined ? DEFAULT_RETENTION : RetentionSchema.parse(JSON.parse(value));
}

/** By tenant; the one of `''` is for all that are not there. */
export async function allRetentions(store: Store): Promise<Map<string, Retention>> {
  const rows = await store.db
    .selectFrom('settings')
    .select(['tenant_id', 'value'])
    .where('name', '=', 'retention')
    .execute();
  const set = rows.map(
    ({ tenant_id, value }) => [tenant_id, RetentionSchema.parse(JSON.parse(value))] as const,
  );
  return new Map([['', DEFAULT_RETENTION], ...set]);
}

/** The time before which a run must have ended, and have been here, for a class of it to go; undefined where that stays for good. */
export function cutOff(retention: Retention, kept: KeptClass, now: number): string | undefined {
  const days = retention[`${kept}_days`];
  return days === null ? undefined : formatTimestamp(now - days * DAY_MS);
}

/** By what is to go of a run, `run` being all of it: the time before which it must have ended; `''` where that stays for good. */
export type CutOffs = Readonly<Record<'events' | 'io' | 'summary' | 'run', string>>;

export function cutOffsOf(retention: Retention, now: number): CutOffs {
  const of = (kept: KeptClass): string => cutOff(retention, kept, now) ?? '';
  const [summary, metrics] = [of('summary'), of('metrics')];
  return {
    events: of('raw'),
    io: of('io') > summary ? of('io') : summary,
    summary,
    run: summary < metrics ? summary : metrics,
  };
}

/** What of a run is gone: from when on. `late` is when something arrived that may have to go as well. */
export type Pruned = Partial<Record<'events' | 'io' | 'summary' | 'late', string>>;

export function prunedOf({ pruned }: Pick<RunRow, 'pruned'>): Pruned {
  return pruned === null ? {} : (JSON.parse(pruned) as Pruned); // only this server writes the column
}

/** What has to go of a run; `run` is all of it. Nothing of one that goes on or is pinned. */
export function dueOf(
  run: Pick<RunRow, 'ended_at' | 'first_seen_at' | 'pinned_at' | 'pruned'>,
  cutOffs: CutOffs,
): ReadonlySet<keyof CutOffs> {
  if (run.ended_at === null || run.pinned_at !== null) return new Set();
  // Somebody may show old runs to a server: its time with them begins then.
  const since = run.ended_at > run.first_seen_at ? run.ended_at : run.first_seen_at;
  if (since < cutOffs.run) return new Set(['run']);
  const gone = prunedOf(run);
  return new Set(
    (['events', 'io', 'summary'] as const).filter(
      (what) => since < cutOffs[what] && (gone[what] === undefined || gone.late !== undefined),
    ),
  );
}
