import { formatTimestamp } from '@runlight/contract';

import { addToken as addTokenRoute, listTokens, revokeToken as revokeTokenRoute } from '../api/access.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { addToken } from './create-token.ts';
import { revokeToken, tokensFor } from './manage-tokens.ts';

/** Tokens for people and programs. An admin of a tenant has to do with those of the tenant only. */
export const tokenRoutes: Routes = (parts) =>
  newApi()
    .openapi(listTokens, async (c) => {
      return c.json({ tokens: await tokensFor(parts, principalIn(c)) }, 200);
    })
    .openapi(addTokenRoute, async (c) => {
      const principal = principalIn(c);
      const { name, role, tenant_id, expires_at } = c.req.valid('json');
      const { secret, row } = await addToken(parts, {
        name,
        role,
        tenantId: tenantFor(principal, tenant_id),
        expiresAt: expires_at === null ? null : future(expires_at, parts.now()),
        createdBy: principal,
      });
      return c.json({ ...row, token: secret }, 201);
    })
    .openapi(revokeTokenRoute, async (c) => {
      await revokeToken(parts, principalIn(c), c.req.valid('param').token);
      return c.body(null, 204);
    });

function tenantFor(principal: Principal, asked: string | null): string | null {
  if (principal.tenantId === null || asked === null || asked === principal.tenantId) {
    return asked ?? principal.tenantId;
  }
  throw new ProblemError('forbidden', `You can make tokens for the tenant ${principal.tenantId} only`, {
    code: 'foreign_tenant',
  });
}

function future(time: string, now: number): string {
  const at = Date.parse(time);
  if (at > now) return formatTimestamp(at);
  throw new ProblemError('bad_request', 'expires_at is over already; give a time that is to come', {
    code: 'expires_in_the_past',
  });
}
