import type { Parts } from '../parts.ts';

/** Forgets secrets that were replaced and sign no more. */
export async function forgetSecrets(parts: Parts): Promise<void> {
  await parts.store.write((write) =>
    write
      .updateTable('webhooks')
      .set({ previous_secret: null, previous_secret_until: null })
      .where('previous_secret_until', '<=', parts.timestamp())
      .execute(),
  );
}
