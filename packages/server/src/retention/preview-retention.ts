import type { z } from '@hono/zod-openapi';

import type { RetentionPreviewSchema } from '../api/settings.ts';
import type { Store } from '../store/store.ts';
import { cutOff, type KeptClass, type Retention } from './policies.ts';

/** How many runs of a tenant would lose what now; for `''`, of all tenants without a retention of their own. */
export async function previewRetention(
  { db }: Store,
  tenantId: string,
  retention: Retention,
  now: number,
): Promise<z.infer<typeof RetentionPreviewSchema>> {
  const own = db
    .selectFrom('settings')
    .select('tenant_id')
    .where('name', '=', 'retention')
    .where('tenant_id', '!=', '');
  const endedBefore = (time: string) => {
    const ended = db
      .selectFrom('runs')
      .select(({ fn }) => fn.countAll<number>().as('runs'))
      .where('ended_at', '<', time)
      .where('first_seen_at', '<', time);
    return tenantId === ''
      ? ended.where('tenant_id', 'not in', own)
      : ended.where('tenant_id', '=', tenantId);
  };
  const unpinned = (time: string) => endedBefore(time).where('pinned_at', 'is', null);
  const count = async (kept: KeptClass, gone: string): Promise<number> => {
    const time = cutOff(retention, kept, now);
    if (time === undefined) return 0;
    const row = await unpinned(time)
      .where((where) =>
        where.or([
          where('pruned', 'is', null),
          where('pruned', 'not like', `%"${gone}"%`),
          where('pruned', 'like', '%"late"%'),
        ]),
      )
      .executeTakeFirstOrThrow();
    return row.runs;
  };
  // A run goes when the later of both is over.
  const ends = (['summary', 'metrics'] as const).flatMap((kept) => cutOff(retention, kept, now) ?? []);
  const end = ends.length < 2 ? undefined : ends.toSorted().at(0);
  const times = (['raw', 'io', 'summary'] as const).flatMap((kept) => cutOff(retention, kept, now) ?? []);
  const latest = times.toSorted().at(-1);
  const pinned =
    latest === undefined
      ? 0
      : (await endedBefore(latest).where('pinned_at', 'is not', null).executeTakeFirstOrThrow()).runs;
  return {
    raw: await count('raw', 'events'),
    io: await count('io', 'io'),
    summary: await count('summary', 'summary'),
    run: end === undefined ? 0 : (await unpinned(end).executeTakeFirstOrThrow()).runs,
    pinned,
  };
}
