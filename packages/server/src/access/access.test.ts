import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test, vi } from 'vitest';

const JSON_TYPE = { 'content-type': 'application/json' };

describe.each(ENGINES)('access, %s', (engine) => {
  test('a browser signs in with a token, keeps it where scripts can’t read it, and signs out', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const token = await server.token('viewer', 'acme');

    const signedIn = await signIn(server, token);
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    const me = await server.request('/api/v1/me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    const signedOut = await server.request('/api/v1/session', { method: 'DELETE' });

    expect(signedIn.status).toBe(204);
    expect(cookie.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=2592000',
      'Path=/',
      'SameSite=Strict',
    ]);
    expect(await me.json()).toMatchObject({ role: 'viewer', tenant_id: 'acme', access: 'tokens' });
    expect(signedOut.headers.get('set-cookie')).toMatch(/^runlight_session=; Max-Age=0;/);
  });

  test('the cookie goes over TLS only, where the server is reached over it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });

    const response = await signIn(server, await server.token('viewer'), { 'x-forwarded-proto': 'https' });

    expect(response.headers.get('set-cookie')).toContain('Secure');
  });

  test('the cookie is for TLS where the public address is, whatever a proxy says of its own connection', async () => {
    const secure = async (publicUrl: string | undefined, proto: string) => {
      const server = await startTestServer({ engine, access: 'tokens', ...(publicUrl && { publicUrl }) });
      const answer = await signIn(server, await server.token('viewer'), { 'x-forwarded-proto': proto });
      return answer.headers.get('set-cookie')?.includes('Secure');
    };
    expect(await secure('https://runs.example', 'http')).toBe(true);
    expect(await secure('http://runs.example', 'https')).toBe(false);
    expect(await secure(undefined, 'https, http')).toBe(true);
    expect(await secure(undefined, 'http')).toBe(false);
  });

  test('nobody is signed in with a wrong token, nor by another site', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });

    const wrong = await signIn(server, 'rl_wrong');
    const foreign = await signIn(server, await server.token('viewer'), { origin: 'https://evil.example' });

    expect(await wrong.json()).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(await foreign.json()).toMatchObject({ status: 403, code: 'foreign_origin' });
    expect([wrong, foreign].map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null]);
  });

  test('a page of another site can’t use a browser’s session', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const cookie = `runlight_session=${await server.token('admin')}`;
    const add = (headers: Record<string, string>): Promise<Response> =>
      server.request('/api/v1/tokens', {
        method: 'POST',
        headers: { ...JSON_TYPE, cookie, ...headers },
        body: JSON.stringify({ name: 'x', role: 'viewer' }),
      });

    expect((await add({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await add({})).status).toBe(403);
    expect((await add({ origin: server.url })).status).toBe(201);
  });

  test('a token is shown once, is kept as a hash only, and ends when it is revoked', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const admin = await server.token('admin');

    const added = await post(server, admin, '/api/v1/tokens', {
      name: 'CI',
      role: 'ingest',
      tenant_id: 'acme',
    });
    const { token, token_id } = (await added.json()) as { token: string; token_id: string };
    const listed = await (await server.request('/api/v1/tokens', { token: admin })).text();
    const kept = JSON.stringify(await server.parts.store.db.selectFrom('tokens').selectAll().execute());
    const asked = (): Promise<Response> =>
      server.request('/v1/logs', { method: 'POST', token, headers: JSON_TYPE, body: '{"resourceLogs":[]}' });
    const before = await asked();
    const revoked = await server.request(`/api/v1/tokens/${token_id}`, { method: 'DELETE', token: admin });
    const after = await asked();

    expect(added.status).toBe(201);
    expect(listed).toContain(token_id);
    expect(listed + kept).not.toContain(token);
    expect(listed).not.toContain('hash');
    expect([before.status, revoked.status, after.status]).toEqual([200, 204, 401]);
    const deeds = await server.parts.store.db
      .selectFrom('audit_log')
      .select('action')
      .where('target', '=', token_id)
      .execute();
    expect(deeds.map(({ action }) => action)).toEqual(['token.create', 'token.revoke']);
  });

  test('a token is over when its time is, and is not made with a time that is over', async () => {
    const clock = vi.fn<() => number>(() => Date.parse('2026-05-01T00:00:00Z'));
    const server = await startTestServer({ engine, access: 'tokens', now: clock });
    const admin = await server.token('admin');
    const until = (expires_at: string): Promise<Response> =>
      post(server, admin, '/api/v1/tokens', { name: 'x', role: 'viewer', expires_at });

    const { token } = (await (await until('2026-05-02T02:00:00+02:00')).json()) as { token: string };
    const inTime = await server.request('/api/v1/me', { token });
    clock.mockReturnValue(Date.parse('2026-05-02T00:00:00Z'));
    const late = await server.request('/api/v1/me', { token });
    const past = await until('2026-05-01T00:00:00Z');

    expect([inTime.status, late.status]).toEqual([200, 401]);
    expect(await past.json()).toMatchObject({ status: 400, code: 'expires_in_the_past' });
  });

  test('the last use of a token is noted at most once a minute', async () => {
    const clock = vi.fn<() => number>(() => Date.parse('2026-05-01T00:00:00Z'));
    const server = await startTestServer({ engine, access: 'tokens', now: clock });
    const token = await server.token('admin');
    const lastUse = async (): Promise<string> => {
      const response = await server.request('/api/v1/tokens', { token });
      const { tokens } = (await response.json()) as { tokens: { last_used_at: string }[] };
      return tokens[0]?.last_used_at ?? '';
    };

    expect(await lastUse()).toBe('2026-05-01T00:00:00.000000Z');
    clock.mockReturnValue(Date.parse('2026-05-01T00:00:59Z'));
    expect(await lastUse()).toBe('2026-05-01T00:00:00.000000Z');
    clock.mockReturnValue(Date.parse('2026-05-01T00:01:00Z'));
    expect(await lastUse()).toBe('2026-05-01T00:01:00.000000Z');
  });

  test('a saved view is renamed, or keeps another filter, and the audit log says who did it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const token = await server.token('operator');
    const saved = await post(server, token, '/api/v1/views', { name: 'Failed', query: 'status=failed' });
    const { view_id } = (await saved.json()) as { view_id: string };
    const change = (body: unknown): Promise<Response> =>
      server.request(`/api/v1/views/${view_id}`, {
        method: 'PATCH',
        token,
        headers: JSON_TYPE,
        body: JSON.stringify(body),
      });

    const renamed = await change({ name: 'Broken' });
    const refiltered = await change({ query: 'state=lost' });
    const nameless = await change({ name: ' ' });
    const audit = await server.request('/api/v1/audit', { token: await server.token('admin') });

    expect(await renamed.json()).toMatchObject({ view_id, name: 'Broken', query: 'status=failed' });
    expect(await refiltered.json()).toMatchObject({ view_id, name: 'Broken', query: 'state=lost' });
    expect(nameless.status).toBe(400);
    const { entries } = (await audit.json()) as { entries: { action: string; target: string }[] };
    expect(entries.filter(({ target }) => target === view_id).map(({ action }) => action)).toEqual([
      'view.change',
      'view.change',
      'view.save',
    ]);
  });

  test('an admin of a tenant sees, makes and ends tokens of the tenant only', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const admin = await server.token('admin', 'acme');
    await server.token('viewer', 'umbrella');
    const everywhere = await server.token('admin');
    const all = (await (await server.request('/api/v1/tokens', { token: everywhere })).json()) as {
      tokens: { token_id: string; tenant_id: string | null }[];
    };
    const foreign = all.tokens.find(({ tenant_id }) => tenant_id === 'umbrella')?.token_id ?? '';

    const mine = await (await server.request('/api/v1/tokens', { token: admin })).json();
    const made = await post(server, admin, '/api/v1/tokens', { name: 'x', role: 'viewer' });
    const refused = await post(server, admin, '/api/v1/tokens', {
      name: 'x',
      role: 'viewer',
      tenant_id: 'umbrella',
    });
    const ended = await server.request(`/api/v1/tokens/${foreign}`, { method: 'DELETE', token: admin });

    expect(all.tokens).toHaveLength(3);
    expect(mine).toMatchObject({ tokens: [{ tenant_id: 'acme' }] });
    expect(await made.json()).toMatchObject({ tenant_id: 'acme' });
    expect(await refused.json()).toMatchObject({ status: 403, code: 'foreign_tenant' });
    expect(await ended.json()).toMatchObject({ status: 404, code: 'token_not_found' });
  });

  test('a view is saved for the whole tenant and for no other', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const [operator, viewer, other] = await Promise.all([
      server.token('operator', 'acme'),
      server.token('viewer', 'acme'),
      server.token('operator', 'umbrella'),
    ]);

    const saved = await post(server, operator, '/api/v1/views', { name: 'Failed', query: 'status=failed' });
    const view = (await saved.json()) as { view_id: string };
    const seen = async (token: string): Promise<unknown> =>
      ((await (await server.request('/api/v1/views', { token })).json()) as { views: unknown }).views;
    const foreign = await server.request(`/api/v1/views/${view.view_id}`, { method: 'DELETE', token: other });

    expect(saved.status).toBe(201);
    expect(await seen(viewer)).toEqual([view]);
    expect(await seen(other)).toEqual([]);
    expect(foreign.status).toBe(404);
    const gone = await server.request(`/api/v1/views/${view.view_id}`, { method: 'DELETE', token: operator });
    expect(gone.status).toBe(204);
    expect(await seen(viewer)).toEqual([]);
  });

  test('says that it lives and, as long as its database answers, that it is ready', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });

    expect(await (await server.request('/healthz')).json()).toEqual({ status: 'ok', checks: {} });
    const ready = await server.request('/readyz');
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', checks: { server: 'ok', database: 'ok' } },
    ]);

    await server.parts.store.close();
    const failing = await server.request('/readyz');
    expect([failing.status, await failing.json()]).toEqual([
      503,
      { status: 'failing', checks: { server: 'ok', database: 'does not answer' } },
    ]);
  });
});

function signIn(server: TestServer, token: string, headers: Record<string, string> = {}): Promise<Response> {
  return server.request('/api/v1/session', {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify({ token }),
  });
}

function post(server: TestServer, token: string, path: string, body: unknown): Promise<Response> {
  return server.request(path, { method: 'POST', token, headers: JSON_TYPE, body: JSON.stringify(body) });
}
