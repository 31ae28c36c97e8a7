import { gzipSync } from 'node:zlib';

import { startTestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { Intake } from './intake.ts';

const MIB = 1024 * 1024;

describe('a small request that would become large is refused, and costs little', () => {
  const list = (item: string, bytes: number): string =>
    `{"resourceLogs":[${Array.from({ length: bytes / (item.length + 1) }, () => item).join(',')}]}`;
  const protobuf = (bytes: number): Buffer => Buffer.alloc(bytes, Buffer.from([0x0a, 0x00]));

  test.each([
    ['empty resources', 'application/json', list('{}', 15 * MIB), /attributes and values/],
    ['empty lists', 'application/json', list('[]', 15 * MIB), /attributes and values/],
    ['empty resources in protobuf', 'application/x-protobuf', protobuf(15 * MIB), /attributes and values/],
    ['many resources', 'application/json', list('{}', 200_000), /50000 resources, scopes and records/],
    ['many resources in protobuf', 'application/x-protobuf', protobuf(200_000), /50000 resources/],
    ['more than 16 MiB', 'application/json', `{"x":"${'x'.repeat(16 * MIB)}"}`, /16 MiB, inflated/],
  ])('%s', async (_, type, body, reason) => {
    const server = await startTestServer();
    const sent = gzipSync(body);
    expect(sent.byteLength).toBeLessThan(100_000);
    const before = process.memoryUsage();
    const answer = await server.request('/v1/logs', {
      method: 'POST',
      body: new Uint8Array(sent),
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
    });
    const after = process.memoryUsage();
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      code: 'too_large',
      detail: expect.stringMatching(reason) as unknown,
    });
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(grown).toBeLessThan(100 * MIB);
    expect(server.reports).toEqual([]);
  });

  test('as large a request as an SDK would send is taken', async () => {
    const server = await startTestServer();
    const attribute = { key: 'name', value: { arrayValue: { values: [{ stringValue: 'a [{' }] } } };
    const record = {
      timeUnixNano: '1777041000000000000',
      attributes: Array.from({ length: 20 }, () => attribute),
    };
    const scopeLogs = [{ logRecords: Array.from({ length: 5000 }, () => record) }];
    const answer = await server.request('/v1/logs', {
      method: 'POST',
      body: JSON.stringify({ resourceLogs: [{ scopeLogs }] }),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('requests have their turn', () => {
  const requestOf = (body: NonNullable<RequestInit['body']>): Request =>
    new Request('http://localhost/', { method: 'POST', body, duplex: 'half' });

  test('four at a time, the others after them', async () => {
    const intake = new Intake();
    const done = Promise.withResolvers<void>();
    let atOnce = 0;
    let most = 0;
    const all = Array.from({ length: 20 }, (_, nth) =>
      intake.take(requestOf(`${nth}`), async (body) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        if (atOnce === 4) done.resolve();
        await done.promise;
        atOnce -= 1;
        return Buffer.from(body).toString();
      }),
    );
    expect(await Promise.all(all)).toEqual(Array.from({ length: 20 }, (_, nth) => `${nth}`));
    expect(most).toBe(4);
  });

  test('and one that fails leaves its place to the next', async () => {
    const intake = new Intake();
    const fail = () => intake.take(requestOf('x'), () => Promise.reject(new Error('no')));
    for (let nth = 0; nth < 10; nth += 1) await expect(fail()).rejects.toThrow('no');
    expect(await intake.take(requestOf('x'), async () => 'taken')).toBe('taken');
  });

  test('who sends slowly keeps nobody waiting', async () => {
    const intake = new Intake();
    const slow = Array.from({ length: 10 }, () => new TransformStream<Uint8Array, Uint8Array>());
    const late = slow.map(({ readable }) => intake.take(requestOf(readable), async () => 'late'));
    expect(await intake.take(requestOf('x'), async () => 'at once')).toBe('at once');
    for (const { writable } of slow) await writable.close();
    expect(new Set(await Promise.all(late))).toEqual(new Set(['late']));
  });

  test('more than can be held is told to come again', async () => {
    const intake = new Intake();
    const held = Promise.withResolvers<void>();
    const large = new Uint8Array(15 * MIB);
    const waiting = Array.from({ length: 17 }, () => intake.take(requestOf(large), () => held.promise));
    await expect(intake.take(requestOf(large), async () => undefined)).rejects.toMatchObject({
      code: 'busy',
      status: 503,
    });
    held.resolve();
    await Promise.all(waiting);
    expect(await intake.take(requestOf(large), async () => 'taken')).toBe('taken');
  });
});
