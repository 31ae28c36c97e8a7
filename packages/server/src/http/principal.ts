import { createHash } from 'node:crypto';

import type { Store } from '../store/store.ts';

/** What a token allows. Viewer, operator and admin include the one before; the others are for programs. */
export const ROLES = ['viewer', 'operator', 'admin', 'ingest', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** Who sends a request. */
export interface Principal {
  /** The token's name, or `local`. */
  readonly actor: string;
  readonly role: Role;
  /** The only tenant whose data it may see or change; null is every tenant. */
  readonly tenantId: string | null;
  /** Null in the local mode. */
  readonly tokenId: string | null;
}

/** Whoever can reach the server, where it serves its own machine only. */
export const LOCAL: Principal = { actor: 'local', role: 'admin', tenantId: null, tokenId: null };

const RANK: Readonly<Record<Role, number>> = { ingest: -1, worker: -1, viewer: 0, operator: 1, admin: 2 };

/** Whether a role is, or includes, another. */
export function includesRole(role: Role, needed: Role): boolean {
  return role === needed || role === 'admin' || (RANK[needed] >= 0 && RANK[role] >= RANK[needed]);
}

/** Tokens are random and long: their plain hash gives nothing away, and looking for it takes the same time for all. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whose token it is; undefined for one that is unknown, revoked or over. */
export async function principalOf(store: Store, token: string, now: string): Promise<Principal | undefined> {
  const row = await store.db
    .selectFrom('tokens')
    .selectAll()
    .where('hash', '=', hashOfToken(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined || (row.expires_at !== null && row.expires_at <= now)) return undefined;
  return { actor: row.name, role: row.role, tenantId: row.tenant_id, tokenId: row.token_id };
}
