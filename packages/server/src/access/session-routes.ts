import { parseTimestamp } from '@runlight/contract';
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';

import { endSession, getMe, startSession } from '../api/access.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn, refuseForeign, SESSION_COOKIE } from '../http/authentication.ts';
import { principalOf } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { version } from '../package-files.ts';
import type { ServerSettings } from '../server-settings.ts';

const LONGEST_SESSION_S = 30 * 24 * 60 * 60;

/** Who asks, and how a browser says so. */
export const sessionRoutes: Routes = (parts) => {
  const { settings } = parts;
  return newApi()
    .openapi(getMe, (c) => {
      const { actor, role, tenantId } = principalIn(c);
      return c.json(
        {
          actor,
          role,
          tenant_id: tenantId,
          access: settings.access,
          now: parts.timestamp(),
          version: version(),
        },
        200,
      );
    })
    .openapi(startSession, async (c) => {
      const origin = c.req.header('origin');
      // Another site must not sign somebody in as somebody else.
      if (origin !== undefined) refuseForeign(settings, origin, c.req.header('host') ?? '');
      if (settings.access === 'local') return c.body(null, 204);
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
        ...cookieFor(c, settings),
        maxAge: Math.floor(Math.min(left, LONGEST_SESSION_S)),
      });
      return c.body(null, 204);
    })
    .openapi(endSession, (c) => {
      deleteCookie(c, SESSION_COOKIE, cookieFor(c, settings));
      return c.body(null, 204);
    });
};

/** Over TLS only where the browser speaks it: the public address says so; where there is none, a proxy in a header. */
function cookieFor(c: Context, { publicUrl }: ServerSettings) {
  const [proto] = (publicUrl ?? c.req.header('x-forwarded-proto') ?? '').split(/[:,]/, 1);
  return { httpOnly: true, sameSite: 'Strict', path: '/', secure: proto === 'https' } as const;
}
