import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';

import type { Parts } from '../parts.ts';
import type { ServerSettings } from '../server-settings.ts';
import { TokenUse } from '../tokens/note-use.ts';
import { includesRole, LOCAL, principalOf, type Principal, type Role } from './principal.ts';
import { ProblemError } from './problem.ts';

export interface Variables {
  /** Undefined where nobody said who it is; a route that needs nobody still works. */
  principal: Principal | undefined;
}

/** Holds the token of a browser's session: scripts can't read it, other sites can't send it. */
export const SESSION_COOKIE = 'runlight_session';

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;
const PROXY_HEADERS = ['x-forwarded-for', 'forwarded'];
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Finds out who sends a request. What a request may do is for its route to say. */
export function authentication(parts: Parts): MiddlewareHandler<{ Variables: Variables }> {
  const use = new TokenUse(parts);
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    const origin = c.req.header('origin');
    const { settings } = parts;
    if (settings.access === 'local') {
      if (PROXY_HEADERS.some((name) => c.req.header(name) !== undefined)) {
        throw new ProblemError(
          'forbidden',
          'This server is for its own machine, and a proxy would let everybody in. Start it with --require-tokens',
          { code: 'proxied' },
        );
      }
      // A page of another site could reach a loopback address by a name of its own, or just by asking for it.
      if (!LOOPBACK.test(host) && !settings.hosts.includes(host)) {
        throw new ProblemError('forbidden', `This server does not answer for the host ${host}`, {
          code: 'foreign_host',
        });
      }
      if (origin !== undefined) refuseForeign(settings, origin, host);
      c.set('principal', LOCAL);
      return next();
    }
    const bearer = /^Bearer (?<token>\S+)$/i.exec(c.req.header('authorization') ?? '')?.groups?.['token'];
    const session = bearer === undefined ? getCookie(c, SESSION_COOKIE) : undefined;
    if (session !== undefined && !SAFE_METHODS.has(c.req.method)) refuseForeign(settings, origin, host);
    const token = bearer ?? session;
    const principal =
      token === undefined ? undefined : await principalOf(parts.store, token, parts.timestamp());
    if (bearer !== undefined && principal === undefined) {
      throw new ProblemError('unauthenticated', 'The token is unknown, revoked or over', {
        code: 'invalid_token',
      });
    }
    if (principal?.tokenId != null) await use.note(principal.tokenId);
    c.set('principal', principal);
    return next();
  };
}

/** Throws `foreign_origin` unless a page of this very server asks. */
export function refuseForeign(
  { publicUrl }: Pick<ServerSettings, 'publicUrl'>,
  origin: string | undefined,
  host: string,
): void {
  const page = origin === undefined ? null : URL.parse(origin);
  if (page !== null && (page.host === host || (publicUrl && page.origin === URL.parse(publicUrl)?.origin)))
    return;
  throw new ProblemError('forbidden', 'The request comes from the page of another site', {
    code: 'foreign_origin',
  });
}

/** Lets a request through whose sender has a role. */
export function needs(role: Role): MiddlewareHandler<{ Variables: Variables }> {
  return async (c, next) => {
    const { principal } = c.var;
    if (principal === undefined) {
      throw new ProblemError('unauthenticated', 'Send a token: Authorization: Bearer …', {
        code: 'token_needed',
      });
    }
    if (!includesRole(principal.role, role)) {
      throw new ProblemError('forbidden', `This needs the role ${role}; the token has ${principal.role}`, {
        code: 'role_needed',
      });
    }
    return next();
  };
}

/** Who sends the request of a route that needs a role. */
export function principalIn({ var: { principal } }: { readonly var: Variables }): Principal {
  if (principal === undefined) throw new ProblemError('unauthenticated', 'Send a token');
  return principal;
}
