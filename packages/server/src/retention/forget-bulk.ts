import { formatTimestamp } from '@runlight/contract';

import type { Parts } from '../parts.ts';

const KEPT_MS = 30 * 86_400_000;

/** Forgets bulk jobs that are over, and what was selected for some, after 30 days; the audit log says who did what. */
export async function forgetBulk({ store, now }: Pick<Parts, 'store' | 'now'>): Promise<void> {
  const before = formatTimestamp(now() - KEPT_MS);
  await store.write(async (write) => {
    await write
      .deleteFrom('bulk_job_runs')
      .where('job_id', 'in', (on) =>
        on.selectFrom('bulk_jobs').select('bulk_jobs.job_id').where('finished_at', '<', before),
      )
      .execute();
    await write.deleteFrom('bulk_jobs').where('finished_at', '<', before).execute();
    await write.deleteFrom('selections').where('created_at', '<', before).execute();
  });
}
