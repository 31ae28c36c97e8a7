import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

import type { Env } from '../http/app.ts';
import { clientAddress, networksOf } from '../http/client-address.ts';
import type { ServerSettings } from '../server-settings.ts';

type Proxied = Pick<ServerSettings, 'trustedProxies'>;

/** How to tell from which address a request comes, also through proxies. */
export function addressesBehind({ trustedProxies = [] }: Proxied): (c: Context<Env>) => string {
  const proxies = networksOf(trustedProxies);
  return (c) => clientAddress(getConnInfo(c).remote.address ?? '', c.req.header('x-forwarded-for'), proxies);
}

/** How to tell who asks, to count it: the token, in the local mode the address. */
export function askersBehind(settings: Proxied): (c: Context<Env>) => string {
  const addressOf = addressesBehind(settings);
  return (c) => c.var.principal?.tokenId ?? addressOf(c);
}
