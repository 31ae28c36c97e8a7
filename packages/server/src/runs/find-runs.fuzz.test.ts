import { RUN_STATUSES } from '@runlight/contract';
import { ENGINES, insertRuns, runRow, startTestServer, type SampleRunRow } from '@runlight/testing/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { RunListParameters } from '../api/parameters.ts';

const NOW = Date.UTC(2026, 3, 25);
const PATHS = [
  '/api/v1/runs',
  '/api/v1/runs/export',
  '/api/v1/runs/facets',
  '/api/v1/metrics',
  '/api/v1/metrics/steps',
  '/api/v1/metrics/outcomes',
  '/api/v1/overview',
  '/api/v1/workflows/invoice/compare',
] as const;
/** Far more than any answer takes, far less than what would be felt as an outage. */
const BOUND_MS = 5000;

describe.each(ENGINES)('in %s', (engine) => {
  test('any question is answered or refused, soon, and never with a run of another tenant', async () => {
    const server = await startTestServer({ engine, access: 'tokens', now: () => NOW });
    await insertRuns(
      server.parts.store.db,
      ['acme', 'evil'].flatMap((tenant) => runsOf(tenant)),
      new Map(['acme', 'evil'].map((tenant) => [`${tenant}-1`, [`${tenant}-tag`, 'both']])),
    );
    let answers = 0;
    const tokens = { acme: await server.token('viewer', 'acme'), evil: await server.token('viewer', 'evil') };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        arbitraryQuery,
        fc.constantFrom('acme', 'evil'),
        async (path, query, tenant) => {
          const began = performance.now();
          const answer = await server.request(`${path}?${query}`, { token: tokens[tenant] });
          const text = await answer.text();
          expect(performance.now() - began).toBeLessThan(BOUND_MS);
          const foreign = tenant === 'acme' ? 'evil' : 'acme';
          const isAnswer = answer.status === 200 && !text.includes(foreign);
          const isRefusal = answer.status === 400 && text.includes('"retriable":false');
          expect({ text, isFine: isAnswer || isRefusal }).toMatchObject({ isFine: true });
          if (isAnswer && text.includes(tenant)) answers += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(answers).toBeGreaterThan(30);
    expect(server.reports).toEqual([]);
  });

  test('a token of one tenant is no token of another', async () => {
    const server = await startTestServer({ engine, access: 'tokens', now: () => NOW });
    await insertRuns(server.parts.store.db, [...runsOf('acme'), ...runsOf('evil')]);
    const acme = await server.token('viewer', 'acme');
    const evil = await server.token('viewer', 'evil');
    const page = await server.request('/api/v1/runs?limit=2', { token: acme });
    const { next_token } = (await page.json()) as { next_token: string }; // as the definition says
    const answer = await server.request(`/api/v1/runs?limit=2&next_token=${next_token}`, { token: evil });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_next_token' });
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'none',
    'acme',
    'evil',
    'acme,evil',
    'both',
    'failed',
    'invoice',
    '0',
    '-1',
    '',
    ',',
    'true',
    '24h',
    '999999d',
  ),
  fc.constantFrom(
    '%',
    "'",
    '"',
    '\\',
    '\0',
    'a\0b',
    '(',
    '(?<a',
    '[[:x:]]',
    'x{1000}{1000}',
    '(a*)*$',
    '$1',
    '?',
    '*',
    'NaN',
    '1e99',
  ),
  fc.constantFrom('9999-12-31T23:59:59-14:00', '0000-01-01T00:00:00Z', '2026-04-24T00:00:00.1234567Z', '٣d'),
);
const arbitraryQuery = fc
  .array(
    fc.tuple(
      fc.constantFrom(...Object.keys(RunListParameters.shape), 'format', 'buckets', 'a', 'b', 'unknown'),
      fc.oneof(
        anyText,
        fc.constantFrom(...RUN_STATUSES, 'started', 'ended', 'duration', '-status', 'csv', 'jsonl', '200'),
        fc
          .array(fc.string({ maxLength: 3 }), { minLength: 90, maxLength: 101 })
          .map((texts) => texts.join(',')),
      ),
    ),
    { maxLength: 8 },
  )
  .map((pairs) => {
    const query = new URLSearchParams();
    for (const [name, value] of pairs) query.append(name, value);
    return query.toString();
  });

function runsOf(tenant: string): SampleRunRow[] {
  return RUN_STATUSES.map((status, nth) => {
    const row = runRow(`${tenant}-${nth}`, status, NOW - nth * 3_600_000, nth * 1000);
    return { ...row, tenant_id: tenant, owner: `${tenant} ops`, error_code: `E-${tenant}` };
  });
}
