import { randomBytes } from 'node:crypto';

import { noteAudit, type Doer } from '../audit/note-audit.ts';
import { hashOfToken, LOCAL, type Role } from '../http/principal.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import type { TokensTable } from '../store/schema.ts';

/** What is told of a token: all but its hash. */
export type TokenRow = Omit<TokensTable, 'hash'>;

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  /** Null is every tenant. */
  readonly tenantId: string | null;
  /** A timestamp; default: never. */
  readonly expiresAt?: string | null | undefined;
  /** Who makes it. */
  readonly createdBy?: Doer | undefined;
}

/** Makes a token and returns it: only its hash is kept, so nobody can see it again. */
export async function createToken(
  parts: Pick<Parts, 'store' | 'timestamp'>,
  token: NewToken,
): Promise<string> {
  return (await addToken(parts, token)).secret;
}

/** As `createToken`, with what is kept of it. */
export async function addToken(
  parts: Pick<Parts, 'store' | 'timestamp'>,
  token: NewToken,
): Promise<{ readonly secret: string; readonly row: TokenRow }> {
  const secret = `rl_${randomBytes(32).toString('base64url')}`;
  const { name, role, tenantId, createdBy = LOCAL } = token;
  const row = {
    token_id: newId('tok'),
    name,
    role,
    tenant_id: tenantId,
    created_at: parts.timestamp(),
    created_by: createdBy.actor,
    last_used_at: null,
    expires_at: token.expiresAt ?? null,
    revoked_at: null,
  };
  await parts.store.write(async (write) => {
    await write
      .insertInto('tokens')
      .values({ ...row, hash: hashOfToken(secret) })
      .execute();
    const deed = {
      action: 'token.create',
      target: row.token_id,
      tenantId: tenantId ?? '',
      details: { name, role },
    };
    await noteAudit(write, createdBy, deed, row.created_at);
  });
  return { secret, row };
}
