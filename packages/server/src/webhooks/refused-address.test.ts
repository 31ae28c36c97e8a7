import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { post } from './post.ts';
import { isPrivate } from './refused-address.ts';

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '192.0.2.1',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fd00:ec2::254',
  'fe80::1%eth0',
  'ff02::1',
  'no address',
])('%s is no address for a webhook', (address) => {
  expect(isPrivate(address)).toBe(true);
});

test.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is one', (address) => {
  expect(isPrivate(address)).toBe(false);
});

test.each(['localhost', '127.0.0.1', '127.1', '2130706433', '0x7f.1'])(
  'nothing is sent to %s, and why is said',
  async (host) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const send = {
      url: `http://${host}:${port}/`,
      headers: {},
      body: '{}',
      signal: AbortSignal.timeout(10_000),
    };
    const refused = await post({ ...send, url: `https://${host}:${port}/`, allowPrivate: false });
    expect(refused).toMatchObject({ delivered: false, status: null });
    expect(refused.error).toContain('not a public address');
    expect(asked).toEqual([]);
    expect(await post({ ...send, allowPrivate: true })).toMatchObject({ delivered: true, status: 200 });
  },
);
