import { request } from 'node:http';

import { SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import { startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { ask, operationsOf, type Operation } from './operations.ts';

const ROLES = ['viewer', 'operator', 'admin', 'ingest', 'worker'] as const;
type Role = (typeof ROLES)[number];

/** Which roles a role is enough for. */
const GRANTS: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  admin: ['viewer', 'operator', 'admin', 'ingest', 'worker'],
  ingest: ['ingest'],
  worker: ['worker'],
};

/** Which role each operation needs, written down here once more: a definition with another one is a mistake. */
const OPERATIONS_OF: Readonly<Record<Operation['role'], readonly string[]>> = {
  anyone: ['endSession', 'getArtifact', 'getHealth', 'getReadiness', 'startSession'],
  viewer: [
    'compareVersions',
    'exportRuns',
    'getFacets',
    'getFigures',
    'getLineage',
    'getMe',
    'getNeighbours',
    'getOutcomes',
    'getOverview',
    'getRedaction',
    'getRetention',
    'getRun',
    'getRunStatus',
    'getStep',
    'getStepFigures',
    'getVersions',
    'getWaterfall',
    'listArtifacts',
    'listEvents',
    'listLogs',
    'listRuns',
    'listSpans',
    'listSteps',
    'listViews',
    'streamRun',
    'streamRuns',
  ],
  operator: [
    'annotateRun',
    'assignRun',
    'cancelBulkJob',
    'cancelRun',
    'changeView',
    'createSelection',
    'decideGate',
    'deleteView',
    'getBulkJob',
    'pinRun',
    'rerunRun',
    'resolveRun',
    'saveView',
    'startBulkJob',
    'tagRun',
  ],
  admin: [
    'addToken',
    'addWebhook',
    'changeWebhook',
    'listAudit',
    'listDeliveries',
    'listTokens',
    'listWebhooks',
    'previewRedaction',
    'previewRetention',
    'putRedaction',
    'putRetention',
    'redeliver',
    'removeWebhook',
    'revokeToken',
    'rotateWebhookSecret',
    'testWebhook',
  ],
  ingest: ['takeLogs', 'takeTraces'],
  worker: ['acknowledgeControl', 'claimWork', 'extendLease', 'finishWork', 'pollControl', 'registerWorker'],
};

test('every operation needs the role that it is meant for', async () => {
  const operations = await operationsOf(await startTestServer());

  const byRole = Map.groupBy(operations, ({ role }) => role);
  const told = Object.fromEntries(
    [...byRole].map(([role, those]) => [role, those.map(({ id }) => id).sort()]),
  );
  expect(told).toEqual(OPERATIONS_OF);
});

describe('who has no token', () => {
  test('can do nothing but sign in, fetch by a signed address, and ask for health', async () => {
    const server = await startTestServer({ access: 'tokens' });
    const operations = await operationsOf(server);

    expect(await verdictsOn(server, operations)).toEqual(
      expected(operations, ({ role }) => (role === 'anyone' ? 'let in' : 'token_needed')),
    );
  });

  test('and whose token is unknown, gets nowhere', async () => {
    const server = await startTestServer({ access: 'tokens' });
    const operations = await operationsOf(server);

    const verdicts = await verdictsOn(server, operations, 'rl_unknown');

    // Who guesses tokens is soon asked to wait.
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['invalid_token', 'rate_limited']));
  });
});

test.each(ROLES)('the role %s can do what its roles are for, and nothing else', async (role) => {
  const server = await startTestServer({ access: 'tokens' });
  const operations = await operationsOf(server);

  expect(await verdictsOn(server, operations, await server.token(role))).toEqual(
    expected(operations, ({ role: needed }) =>
      needed === 'anyone' || GRANTS[role].includes(needed) ? 'let in' : 'role_needed',
    ),
  );
  expect(server.reports).toEqual([]);
});

type Verdict =
  | 'let in'
  | 'token_needed'
  | 'invalid_token'
  | 'role_needed'
  | 'rate_limited'
  | 'not there'
  | 'failed';

function expected(operations: readonly Operation[], verdictOn: (operation: Operation) => Verdict): object {
  return Object.fromEntries(operations.map((each) => [each.id, verdictOn(each)]));
}

/** What becomes of a request for each operation, by its id. */
async function verdictsOn(
  server: TestServer,
  operations: readonly Operation[],
  token?: string,
): Promise<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {};
  for (const each of operations) {
    const { status, text } = await ask(server, each, token === undefined ? {} : { token });
    const refusals = ['token_needed', 'invalid_token', 'role_needed', 'rate_limited'] as const;
    const refusal = refusals.find((code) => text.includes(`"code":"${code}"`));
    const isThere = !text.includes('Nothing is at');
    verdicts[each.id] = refusal ?? (status >= 500 ? 'failed' : isThere ? 'let in' : 'not there');
  }
  return verdicts;
}

/** Bodies that are right, so that nothing but the tenant stands against them. */
const BODIES: Readonly<Record<string, unknown>> = {
  annotateRun: { note: 'x' },
  tagRun: { add: ['x'] },
  resolveRun: { reason: 'x' },
  assignRun: { owner: 'x' },
  pinRun: { pinned: true },
  cancelRun: {},
  decideGate: { outcome: 'approved' },
  rerunRun: { note: 'x' },
};

describe('another tenant', () => {
  test('finds no run, can’t tell that there is one, and changes nothing', async () => {
    const server = await startTestServer({ access: 'tokens' });
    await server.take(new SampleRun().start().step('read').end('failed').take());
    const token = await server.token('admin', 'umbrella');
    const before = await everythingIn(server);
    const operations = (await operationsOf(server)).filter(({ path }) => path.includes('{id}'));

    const told: Record<string, string> = {};
    for (const operation of operations) {
      const body = BODIES[operation.id];
      const asked = await ask(server, operation, { token, path: { id: SAMPLE_RUN_ID }, body });
      const unknown = await ask(server, operation, { token, path: { id: 'run_unknown' }, body });
      const same = asked.text.replaceAll(SAMPLE_RUN_ID, 'run_unknown') === unknown.text;
      told[operation.id] =
        `${asked.status} ${codeIn(asked.text)}${same ? '' : ', unlike for an unknown run'}`;
    }

    expect(told).toEqual(Object.fromEntries(operations.map(({ id }) => [id, '404 run_not_found'])));
    expect(operations.length).toBeGreaterThan(15);
    expect(await everythingIn(server)).toEqual(before);
  });

  test('reads nothing of it in any list, figure or setting', async () => {
    const server = await startTestServer({ access: 'tokens' });
    await server.take(new SampleRun().start().step('read').end('failed').take());
    const token = await server.token('admin', 'umbrella');
    await server.token('viewer', 'acme');
    const operations = (await operationsOf(server)).filter(
      ({ method, path }) => method === 'GET' && !path.includes('{'),
    );

    const leaks: string[] = [];
    for (const operation of operations) {
      const { text } = await ask(server, operation, { token });
      const theirs = [SAMPLE_RUN_ID, 'acme', 'invoice'].filter((word) => text.includes(word));
      if (theirs.length > 0) leaks.push(`${operation.id}: ${theirs.join(', ')}`);
    }

    expect(leaks).toEqual([]);
    expect(operations.length).toBeGreaterThan(15);
  });

  test('can’t reach its webhooks, tokens, views and jobs', async () => {
    const server = await startTestServer({ access: 'tokens' });
    await server.take(new SampleRun().start().end('failed').take());
    const theirs = await server.token('admin', 'acme');
    const ours = await server.token('admin', 'umbrella');
    const operations = await operationsOf(server);
    const make = async (id: string, body: unknown): Promise<Record<string, string>> => {
      const { text } = await ask(server, operation(operations, id), { token: theirs, body });
      return JSON.parse(text) as Record<string, string>; // its ids are texts
    };
    const webhook = await make('addWebhook', { url: 'https://hooks.example.com/x', events: ['run.failed'] });
    const token = await make('addToken', { name: 'x', role: 'viewer' });
    const view = await make('saveView', { name: 'x', query: 'status=failed' });
    const job = await make('startBulkJob', {
      action: 'tag',
      run_ids: [SAMPLE_RUN_ID],
      expected: 1,
      add: ['x'],
    });
    const path = {
      webhook: webhook['webhook_id'] ?? '',
      token: token['token_id'] ?? '',
      view: view['view_id'] ?? '',
      job: job['job_id'] ?? '',
    };
    const reached = operations.filter(({ path: template }) =>
      /\{(?:webhook|token|view|job)\}/.test(template),
    );

    const told: Record<string, string> = {};
    for (const each of reached) {
      const { status, text } = await ask(server, each, { token: ours, path });
      told[each.id] = `${status} ${codeIn(text)}`;
    }

    expect(Object.values(path)).not.toContain('');
    expect(new Set(Object.values(told))).toEqual(
      new Set(['404 webhook_not_found', '404 token_not_found', '404 view_not_found', '404 job_not_found']),
    );
    expect(reached.length).toBeGreaterThan(6);
  });
});

describe('a server of one machine', () => {
  test('answers no page of another site, neither by its origin nor by a name of its own', async () => {
    const server = await startTestServer();

    const operations = await operationsOf(server);

    const told: Record<string, unknown> = {};
    for (const operation of operations) {
      const byOrigin = await ask(server, operation, { headers: { origin: 'https://evil.example' } });
      const byName = await askByName(server, operation, 'evil.example');
      told[operation.id] = [byOrigin, byName].map(({ status, text }) => `${status} ${codeIn(text)}`);
    }

    const refused = ['403 foreign_origin', '403 foreign_host'];
    expect(told).toEqual(Object.fromEntries(operations.map(({ id }) => [id, refused])));
  });

  test('answers its own page, and programs, by any name of the loopback address', async () => {
    const server = await startTestServer();
    const me = operation(await operationsOf(server), 'getMe');

    expect((await ask(server, me, { headers: { origin: server.url } })).status).toBe(200);
    for (const host of ['localhost', 'localhost:4400', '127.0.0.1:80', '[::1]:4400'])
      expect(await askByName(server, me, host)).toMatchObject({ status: 200 });
  });
});

/** The code of a problem. */
function codeIn(text: string): string {
  return /"code":"(?<code>\w+)"/.exec(text)?.groups?.['code'] ?? text;
}

function operation(operations: readonly Operation[], id: string): Operation {
  const found = operations.find((each) => each.id === id);
  if (found === undefined) throw new Error(`the document has no ${id}`);
  return found;
}

/** Everything that somebody could have changed; when tokens were used is none of it. */
async function everythingIn({ parts }: TestServer): Promise<unknown> {
  const { db } = parts.store;
  return Promise.all(
    (['runs', 'events', 'run_tags', 'control_requests', 'work_items', 'changes', 'audit_log'] as const).map(
      (table) => db.selectFrom(table).selectAll().execute(),
    ),
  );
}

/** `fetch` names the host by itself. */
function askByName(
  server: TestServer,
  { method, path }: Operation,
  host: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      server.url + path.replaceAll(/\{\w+\}/g, 'x'),
      { method, headers: { host } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (some: string) => (text += some));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on('error', reject).end();
  });
}
