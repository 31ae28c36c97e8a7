import { formatTimestamp } from '@runlight/contract';
import { versionRuns } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import type { Figures } from './read-figures.ts';

const NOW = Date.UTC(2026, 3, 25);
const HOUR_MS = 3_600_000;
const ago = (hours: number) => NOW - hours * HOUR_MS;

describe.each(ENGINES)('in %s', (engine) => {
  test('two versions are compared by their own runs, steps and errors', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const old = { version: '4.1', startsAt: ago(5), step: 'send', durationMs: 100 };
    const young = { version: '4.2', startsAt: ago(2), step: 'post', durationMs: 300, environment: 'prod' };
    await server.take([
      ...versionRuns({ ...old, succeeded: 3, failed: 1 }),
      ...versionRuns({ ...young, succeeded: 1, failed: 2, code: 'late' }),
      ...versionRuns({ ...young, workflow: 'refund', succeeded: 5, failed: 5 }),
    ]);
    const path = '/api/v1/workflows/invoice/compare?a=4.1&b=4.2';

    const { a, b } = await compared(server, path);
    expect(a).toMatchObject({
      version: '4.1',
      ended: 4,
      success_rate: { value: 3 / 4, of: 4 },
      steps: [{ name: 'send', count: 4, failed: 1, p95_step_duration: 100 }],
      error_codes: [{ error_code: 'declined', runs: 1 }],
    });
    expect(b).toMatchObject({
      version: '4.2',
      from: a.from,
      to: a.to,
      ended: 3,
      success_rate: { value: 1 / 3, of: 3 },
      steps: [{ name: 'post', count: 3, failed: 2, p95_step_duration: 300 }],
      error_codes: [{ error_code: 'late', runs: 2 }],
    });
    const inProd = await compared(server, `${path}&env=prod`);
    expect([inProd.a.ended, inProd.b.ended]).toEqual([0, 3]);
    const lately = await compared(server, `${path}&from=3h`);
    expect([lately.a.ended, lately.b.ended]).toEqual([0, 3]);
  });

  test('versions are those of which runs have ended, first the one that was first seen last', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const runs = { step: 'send', durationMs: 0, failed: 0 };
    await server.take([
      ...versionRuns({ ...runs, version: '4.10', startsAt: ago(2), succeeded: 1 }),
      ...versionRuns({ ...runs, version: '4.9', startsAt: ago(9), succeeded: 3 }),
      ...versionRuns({ ...runs, version: '1', workflow: 'refund', startsAt: ago(1), succeeded: 1 }),
      ...versionRuns({ ...runs, version: '4.11', startsAt: ago(1), succeeded: 1 }).slice(0, -2),
    ]);

    const answer = await server.request('/api/v1/workflows/invoice/versions');

    expect(await answer.json()).toEqual({
      versions: [
        {
          version: '4.10',
          ended: 1,
          first_ended_at: formatTimestamp(ago(2)),
          last_ended_at: formatTimestamp(ago(2)),
        },
        {
          version: '4.9',
          ended: 3,
          first_ended_at: formatTimestamp(ago(9)),
          last_ended_at: formatTimestamp(ago(9) + 2000),
        },
      ],
    });
  });

  test('who is of a tenant is told of its runs alone', async () => {
    const server = await startTestServer({ engine, access: 'tokens', now: () => NOW });
    const runs = { version: '1', step: 'send', durationMs: 0, startsAt: ago(1), succeeded: 1, failed: 1 };
    await server.take(versionRuns(runs));
    const token = await server.token('viewer', 'umbrella');

    const versions = await server.request('/api/v1/workflows/invoice/versions', { token });
    const figures = await server.request('/api/v1/workflows/invoice/compare?a=1&b=2', { token });

    expect(await versions.json()).toEqual({ versions: [] });
    expect(await figures.json()).toMatchObject({ a: { ended: 0, steps: [], error_codes: [] } });
  });
});

type Compared = Figures & { readonly version: string };

async function compared(server: TestServer, path: string): Promise<Record<'a' | 'b', Compared>> {
  const answer = await server.request(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<'a' | 'b', Compared>; // as the definition says
}
