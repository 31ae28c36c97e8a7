import { SAMPLE_RUN_ID, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ask, operationsOf } from './operations.ts';

/** What each operation could be given: what is fuzzed is near enough to it to get past the first look. */
const BODIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  startSession: { token: 'x' },
  addToken: { name: 'x', role: 'viewer', tenant_id: null, expires_at: '2099-01-01T00:00:00Z' },
  saveView: { name: 'x', query: 'state=failed' },
  changeView: { name: 'x', query: 'state=failed' },
  annotateRun: { note: 'x' },
  tagRun: { add: ['x'], remove: ['y'] },
  resolveRun: { reason: 'x', resolved: true },
  assignRun: { owner: 'x' },
  pinRun: { pinned: true },
  cancelRun: { reason: 'x' },
  decideGate: { outcome: 'approved', note: 'x' },
  rerunRun: { reason: 'x', note: 'x', inputs: { a: 1 }, from: 'start', tags: ['x'] },
  createSelection: { query: 'state=failed' },
  startBulkJob: {
    action: 'tag',
    run_ids: [SAMPLE_RUN_ID],
    expected: 1,
    add: ['x'],
    owner: 'x',
    pinned: true,
  },
  cancelBulkJob: {},
  addWebhook: {
    url: 'https://hooks.example.com',
    events: ['run.failed'],
    workflows: ['x'],
    environments: null,
  },
  changeWebhook: { url: 'https://hooks.example.com', events: ['run.failed'], enabled: false },
  rotateWebhookSecret: {},
  testWebhook: {},
  redeliver: {},
  putRetention: { raw_days: 1, io_days: 2, summary_days: null, metrics_days: 4 },
  previewRetention: { raw_days: 1, io_days: 2, summary_days: null, metrics_days: 4 },
  putRedaction: {
    rules: [{ path: '**.a', action: 'drop' }],
    patterns: ['a+'],
    allow: ['b'],
    personalData: true,
  },
  previewRedaction: { policy: { rules: [{ path: '**.a', action: 'hash' }] }, sample: { a: 1 } },
  pollControl: { run_ids: [SAMPLE_RUN_ID] },
  acknowledgeControl: { request_ids: ['x'] },
  registerWorker: { name: 'x', workflows: ['invoice'] },
  claimWork: {},
  extendLease: {},
  finishWork: { error: 'x', give_back: true },
};

const LONG = 'x'.repeat(5000);
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    '\0',
    '\uD800',
    '\u001b[2J',
    '__proto__',
    'constructor',
    LONG,
    '\n',
  ),
  fc.constantFrom<unknown>(-1, 0, 1e308, 0.5, 2 ** 53, [], {}, [[]], [null], ['\0'], [LONG], { a: '\0' }),
  fc.constantFrom<unknown>(
    '(a+)+$',
    '[',
    '**.**.**',
    'status=\0',
    '%',
    '2099-01-01T00:00:00Z',
    'http://127.0.0.1',
  ),
  fc.jsonValue({ maxDepth: 4 }),
);

/** A body of which some members are others, or are not there, and to which some were added. */
function near(body: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const members = Object.entries(body).map(([name, value]) => [
    name,
    fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, hostile),
  ]);
  const members$ = fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [],
  });
  return fc
    .tuple(
      members$,
      fc.dictionary(fc.constantFrom('unknown', '__proto__', 'length'), hostile, { maxKeys: 1 }),
    )
    .map(([known, added]) => ({ ...known, ...added }));
}

test.each(ENGINES)(
  'in %s, whatever a request’s body says is served or refused, and breaks nothing',
  async (engine) => {
    const server = await startTestServer({ engine, requestsPerMinute: 1_000_000 });
    await server.take(new SampleRun().start().end('failed').script.events);
    const operations = (await operationsOf(server)).filter(
      ({ method, path }) => ['POST', 'PUT', 'PATCH'].includes(method) && path.startsWith('/api/v1/'),
    );
    expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(BODIES).sort());
    const served = new Set<string>();
    for (const operation of operations) {
      await fc.assert(
        fc.asyncProperty(fc.oneof(near(BODIES[operation.id] ?? {}), hostile), async (body) => {
          const { status, text } = await ask(server, operation, { path: { id: SAMPLE_RUN_ID }, body });
          expect([operation.id, status, text]).toEqual([operation.id, expect.toSatisfy(isNoFailure), text]);
          expect(text).not.toMatch(/\bat .+\.[jt]s:\d+/);
          if (status < 300) served.add(operation.id);
        }),
        { numRuns: engine === 'sqlite' ? 60 : 20 },
      );
    }
    expect(server.reports).toEqual([]);
    expect(served.size).toBeGreaterThan(15);
    expect((await server.request(`/api/v1/runs/${SAMPLE_RUN_ID}`)).status).toBe(200);
  },
);

function isNoFailure(status: number): boolean {
  return status < 500;
}
