import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';

import { onGone } from '../following/on-gone.ts';
import type { Env } from '../http/app.ts';
import { ProblemError } from '../http/problem.ts';
import type { ServerSettings } from '../server-settings.ts';
import { askersBehind } from './askers.ts';

const AT_ONCE = { tokens: 100, local: 2000 };
const RETRY_AFTER_S = '10';

/** Refuses who follows many streams already another one, until one of them is over: each costs as long as it is open. */
export function streamLimits(
  settings: Pick<ServerSettings, 'access' | 'streamsAtOnce' | 'trustedProxies'>,
): MiddlewareHandler<Env> {
  const most = settings.streamsAtOnce ?? AT_ONCE[settings.access];
  const askerOf = askersBehind(settings);
  const open = new Map<string, number>();

  return async (c, next) => {
    const asker = askerOf(c);
    const count = open.get(asker) ?? 0;
    if (count >= most) {
      c.header('retry-after', RETRY_AFTER_S);
      throw new ProblemError(
        'too_many_requests',
        `${count} streams are open already; close one, or follow all runs with one (/api/v1/stream)`,
        { code: 'too_many_streams' },
      );
    }
    open.set(asker, count + 1);
    onGone((c.env as HttpBindings).outgoing, () => {
      const left = (open.get(asker) ?? 1) - 1;
      if (left === 0) open.delete(asker);
      else open.set(asker, left);
    });
    return next();
  };
}
