import { formatTimestamp } from '@runlight/contract';

import type { Parts } from '../parts.ts';

const KEPT_MS = 90 * 86_400_000;

/** Forgets what was asked of a run that goes on, after 90 days; what was asked of one that ends is forgotten then. */
export async function forgetRequests({ store, now }: Pick<Parts, 'store' | 'now'>): Promise<void> {
  const before = formatTimestamp(now() - KEPT_MS);
  await store.write((write) =>
    write.deleteFrom('control_requests').where('requested_at', '<', before).execute(),
  );
}
