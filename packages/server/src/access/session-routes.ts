import { parseTimestamp } from '@runlight/contract';
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';

import { endSession, getMe, startSession } from '../api/access.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn, refuseForeign, SESSION_COOKIE } from '../http/authentication.ts';
import { principalOf } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { version } from '../package-files.ts';

const LONGEST_SESSION_S = 30 * 24 * 60 * 60;

/** Who asks, and how a browser says so. */
export const sessionRoutes: Routes = (parts) =>
  newApi()
    .openapi(getMe, (c) => {
      const { actor, role, tenantId } = principalIn(c);
      const { access } = parts.settings;
      return c.json(
        { actor, role, tenant_id: tenantId, access, now: parts.timestamp(), version: version() },
        200,
      );
    })
    .openapi(startSession, async (c) => {
      const origin = c.req.header('origin');
      // Another site must not sign somebody in as somebody else.
      if (origin !== undefined) refuseForeign(origin, c.req.header('host') ?? '');
      if (parts.settings.access === 'local') return c.body(null, 204);
      const { token } = c.req.valid('json');
      const principal = await principalOf(parts.store, token, parts.timestamp());
      if (principal === undefined) {
        throw new ProblemError('unauthenticated', 'The token is unknown, revoked or over', {
          code: 'invalid_token',
        });
      }
      const { expires_at } = await parts.store.db
        .selectFrom('tokens')
        .select('expires_at')
        .where('token_id', '=', principal.tokenId)
        .executeTakeFirstOrThrow();
      const left = expires_at === null ? Infinity : (parseTimestamp(expires_at) - parts.now()) / 1000;
      setCookie(c, SESSION_COOKIE, token, {
        ...COOKIE,
        secure: isHttps(c),
        maxAge: Math.floor(Math.min(left, LONGEST_SESSION_S)),
      });
      return c.body(null, 204);
    })
    .openapi(endSession, (c) => {
      deleteCookie(c, SESSION_COOKIE, { ...COOKIE, secure: isHttps(c) });
      return c.body(null, 204);
    });

const COOKIE = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

/** A balancer that ends TLS says so in a header. */
function isHttps(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';
}
