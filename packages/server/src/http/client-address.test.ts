import { expect, test } from 'vitest';

import { clientAddress, networksOf } from './client-address.ts';

const PROXIES = networksOf(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

test.each<[remote: string, forwardedFor: string | undefined, client: string]>([
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'], // who is no proxy may write what it likes
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '', '127.0.0.1'],
  ['127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7'], // as a server that listens at :: sees it
  ['127.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['127.0.0.1', '198.51.100.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
  ['fd00::1', ' 2001:db8::7 ,10.1.2.3', '2001:db8::7'],
  ['127.0.0.1', 'unknown', 'unknown'],
  ['127.0.0.1', '10.9.9.9, 10.1.2.3', '10.9.9.9'],
])('from %s with X-Forwarded-For: %s it is %s', (remote, forwardedFor, client) => {
  expect(clientAddress(remote, forwardedFor, PROXIES)).toBe(client);
});

test.each(['', 'proxy.internal', '10.0.0.0/33', '10.0.0.0/', '::1/129', '10.0.0.0/8/8x'])(
  '%j is no network',
  (text) => {
    expect(() => networksOf([text])).toThrow(RangeError);
  },
);
