import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { serve, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';

import type { Env } from '../http/app.ts';
import { streamLimits } from './stream-limits.ts';

test('who leaves while it is found out who asks is not counted as somebody who follows', async () => {
  const arrived = Promise.withResolvers<void>();
  const served = Promise.withResolvers<void>();
  const app = new Hono<Env>()
    .use(async (c, next) => {
      if (c.req.query('slow') === undefined) return next();
      arrived.resolve();
      await once((c.env as HttpBindings).outgoing, 'close');
      await next();
      served.resolve();
    })
    .use(streamLimits({ access: 'local', streamsAtOnce: 1 }))
    .get('/', (c) => c.text('told'));
  const server = serve({ fetch: app.fetch, port: 0 });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const leaving = new AbortController();
  const left = fetch(`${url}?slow`, { signal: leaving.signal }).catch(() => 'left');
  await arrived.promise;
  leaving.abort();
  expect(await left).toBe('left');
  await served.promise;
  const next = await fetch(url);
  expect(next.status).toBe(200);
  await next.text();
});
