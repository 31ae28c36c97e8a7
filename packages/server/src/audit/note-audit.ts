import type { Principal } from '../http/principal.ts';
import type { Write } from '../store/store.ts';

/** What somebody did, as the audit log keeps it. */
export interface Deed {
  /** A verb and its object: `run.cancel`, `token.create`. */
  readonly action: string;
  /** The id of what it was done to. */
  readonly target: string | null;
  /** The tenant whose it is; `''` is none. */
  readonly tenantId: string;
  /** Never a secret, never an input. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Who did it: somebody with a token, or a part of the server. */
export type Doer = Pick<Principal, 'actor' | 'tokenId'>;

/** Writes down who did what, in the transaction that does it: there is no deed without its line, and no line without. */
export async function noteAudit(
  write: Write,
  { actor, tokenId }: Doer,
  deed: Deed,
  at: string,
): Promise<void> {
  await write
    .insertInto('audit_log')
    .values({
      at,
      tenant_id: deed.tenantId,
      actor,
      token_id: tokenId,
      action: deed.action,
      target: deed.target,
      details: deed.details === undefined ? null : JSON.stringify(deed.details),
    })
    .execute();
}
