import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

interface Audit {
  readonly entries: {
    readonly actor: string;
    readonly token_id: string | null;
    readonly action: string;
    readonly target: string;
    readonly tenant_id: string | null;
    readonly details: { owner: string };
  }[];
  readonly next_token: string | null;
}

describe.each(ENGINES)('in %s', (engine) => {
  test('the audit log comes page by page, the newest first, and by what was done to and who did it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    await takeRuns(server, { a: 'acme', b: 'acme' });
    const operator = await server.token('operator', 'acme');
    const admin = await server.token('admin', 'acme');
    for (const [run, owner] of ['a', 'b', 'a', 'a', 'b'].entries().map(([nth, id]) => [id, `owner ${nth}`])) {
      await assign(server, `${run}`, `${owner}`, operator);
    }
    const owners: string[] = [];
    let page = await auditOf(server, '?limit=2', admin);
    for (;;) {
      owners.push(...assigned(page).map(({ details }) => details.owner));
      if (page.next_token === null) break;
      page = await auditOf(server, `?limit=2&next_token=${page.next_token}`, admin);
    }
    expect(owners).toEqual(['owner 4', 'owner 3', 'owner 2', 'owner 1', 'owner 0']);
    expect((await auditOf(server, '?target=b', admin)).entries).toHaveLength(2);
    expect((await auditOf(server, '?actor=nobody', admin)).entries).toEqual([]);
    const ofOperator = await auditOf(server, '?actor=operator%20of%20a%20test', admin);
    expect(assigned(ofOperator)).toHaveLength(5);
  });

  test('who bears the name of another is told apart by the token', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    await takeRuns(server, { a: 'acme' });
    const namesakes = [await server.token('operator', 'acme'), await server.token('operator', 'acme')];
    for (const token of namesakes) await assign(server, 'a', 'ops', token);
    const entries = assigned(await auditOf(server, '', await server.token('admin')));
    expect(new Set(entries.map(({ actor }) => actor)).size).toBe(1);
    expect(new Set(entries.map(({ token_id }) => token_id)).size).toBe(2);
  });

  test('an admin of one tenant sees nothing of another, and nobody else sees anything', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    await takeRuns(server, { a: 'acme', b: 'beta' });
    const everybody = await server.token('admin');
    await assign(server, 'a', 'ops', everybody);
    await assign(server, 'b', 'ops', everybody);
    const beta = await server.token('admin', 'beta');
    const ofBeta = await auditOf(server, '', beta);
    expect(ofBeta.entries.map(({ tenant_id }) => tenant_id)).not.toContain('acme');
    expect(assigned(ofBeta).map(({ target }) => target)).toEqual(['b']);
    expect((await auditOf(server, '?target=a', beta)).entries).toEqual([]);
    expect(assigned(await auditOf(server, '', everybody)).map(({ target }) => target)).toEqual(['b', 'a']);
    for (const role of ['viewer', 'operator', 'ingest', 'worker'] as const) {
      const answer = await server.request('/api/v1/audit', { token: await server.token(role) });
      expect([role, answer.status]).toEqual([role, 403]);
    }
  });
});

async function takeRuns(server: TestServer, tenants: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, tenantId] of Object.entries(tenants)) {
    await server.parts.take(new SampleRun(id, id).start().take(), { tenantId });
  }
}

async function assign(server: TestServer, runId: string, owner: string, token: string): Promise<void> {
  const answer = await server.request(`/api/v1/runs/${runId}/assign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ owner }),
    token,
  });
  expect(answer.status).toBe(200);
}

async function auditOf(server: TestServer, query: string, token: string): Promise<Audit> {
  const answer = await server.request(`/api/v1/audit${query}`, { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Audit; // what each test looks at is asserted there
}

/** Tokens are made with a line of their own. */
function assigned({ entries }: Audit): Audit['entries'] {
  return entries.filter(({ action }) => action === 'run.assign');
}
