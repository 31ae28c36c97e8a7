import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import type { TokenRow } from './create-token.ts';

type Manager = Pick<Principal, 'actor' | 'tokenId' | 'tenantId'>;

/** The tokens that somebody may manage, the newest first: those of a tenant, or all. */
export function tokensFor({ store }: Pick<Parts, 'store'>, { tenantId }: Manager): Promise<TokenRow[]> {
  return store.db
    .selectFrom('tokens')
    .select(['token_id', 'name', 'role', 'tenant_id', 'created_at', 'created_by', 'last_used_at'])
    .select(['expires_at', 'revoked_at'])
    .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId))
    .orderBy('created_at', 'desc')
    .orderBy('token_id')
    .execute();
}

/** Ends a token at once, on every server; one that was ended before stays so. Throws `token_not_found`. */
export async function revokeToken(
  parts: Pick<Parts, 'store' | 'timestamp'>,
  manager: Manager,
  tokenId: string,
): Promise<void> {
  await parts.store.write(async (write) => {
    const token = await write
      .selectFrom('tokens')
      .select(['name', 'tenant_id', 'revoked_at'])
      .where('token_id', '=', tokenId)
      .$if(manager.tenantId !== null, (query) => query.where('tenant_id', '=', manager.tenantId))
      .executeTakeFirst();
    if (token === undefined) {
      throw new ProblemError('not_found', `There is no token ${tokenId}`, { code: 'token_not_found' });
    }
    if (token.revoked_at !== null) return;
    const at = parts.timestamp();
    await write.updateTable('tokens').set({ revoked_at: at }).where('token_id', '=', tokenId).execute();
    const deed = {
      action: 'token.revoke',
      target: tokenId,
      tenantId: token.tenant_id ?? '',
      details: { name: token.name },
    };
    await noteAudit(write, manager, deed, at);
  });
}
