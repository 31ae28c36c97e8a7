import { randomBytes } from 'node:crypto';

import { hashOfToken, type Role } from '../http/principal.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  /** Null is every tenant. */
  readonly tenantId: string | null;
  /** A timestamp; default: never. */
  readonly expiresAt?: string | null | undefined;
  readonly createdBy?: string | undefined;
}

/** Makes a token and returns it: only its hash is kept, so nobody can see it again. */
export async function createToken(parts: Parts, token: NewToken): Promise<string> {
  const secret = `rl_${randomBytes(32).toString('base64url')}`;
  await parts.store.db
    .insertInto('tokens')
    .values({
      token_id: newId('tok'),
      name: token.name,
      hash: hashOfToken(secret),
      role: token.role,
      tenant_id: token.tenantId,
      created_at: parts.timestamp(),
      created_by: token.createdBy ?? 'local',
      last_used_at: null,
      expires_at: token.expiresAt ?? null,
      revoked_at: null,
    })
    .execute();
  return secret;
}
