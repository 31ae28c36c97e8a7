import { formatTimestamp } from '@runlight/contract';
import { LRUCache } from 'lru-cache';

import type { Parts } from '../parts.ts';

const EVERY_MS = 60_000;

/** Notes when tokens were used, each at most once a minute: a request is not to cost a write. */
export class TokenUse {
  readonly #parts: Pick<Parts, 'store' | 'now' | 'report'>;
  readonly #notedAt = new LRUCache<string, number>({ max: 10_000 });

  constructor(parts: Pick<Parts, 'store' | 'now' | 'report'>) {
    this.#parts = parts;
  }

  /** Never fails a request. */
  async note(tokenId: string): Promise<void> {
    const { store, now, report } = this.#parts;
    const at = now();
    if (at - (this.#notedAt.get(tokenId) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    this.#notedAt.set(tokenId, at);
    try {
      await store.db
        .updateTable('tokens')
        .set({ last_used_at: formatTimestamp(at) })
        .where('token_id', '=', tokenId)
        .execute();
    } catch (error) {
      report('The last use of a token could not be noted', error);
    }
  }
}
