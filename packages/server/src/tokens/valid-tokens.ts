import type { Store, Write } from '../store/store.ts';

/** Which of some tokens still count: neither revoked nor over. `now` is a timestamp. */
export async function validTokens(
  on: Store['db'] | Write,
  tokenIds: readonly string[],
  now: string,
): Promise<ReadonlySet<string>> {
  if (tokenIds.length === 0) return new Set();
  const rows = await on
    .selectFrom('tokens')
    .select('token_id')
    .where('token_id', 'in', tokenIds)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .execute();
  return new Set(rows.map(({ token_id }) => token_id));
}
