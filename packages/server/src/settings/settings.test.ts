import { SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

describe.each(ENGINES)('settings, %s', (engine) => {
  test('a redaction policy is what was set, and is kept to in what people write', async () => {
    const server = await startTestServer({ engine });
    await server.take(new SampleRun().start().take());
    const policy = { rules: [{ path: '**.iban', action: 'drop' }], patterns: [String.raw`/case \d+/gi`] };

    expect((await ask(server, 'GET', REDACTION)).body).toEqual({});
    expect(await ask(server, 'PUT', `${REDACTION}?tenant=acme`, policy)).toEqual({
      status: 200,
      body: policy,
    });

    expect((await ask(server, 'GET', `${REDACTION}?tenant=acme`)).body).toEqual(policy);
    expect((await ask(server, 'GET', REDACTION)).body).toEqual({});
    await ask(server, 'POST', `/api/v1/runs/${SAMPLE_RUN_ID}/annotate`, {
      note: 'see Case 4711, mail a@b.example',
    });
    const { body } = await ask(server, 'GET', `/api/v1/runs/${SAMPLE_RUN_ID}`);
    expect(body).toMatchObject({ annotations: [{ note: 'see [redacted], mail [redacted]' }] });
  });

  test('a policy can be tried on a sample before it is set', async () => {
    const server = await startTestServer({ engine });
    const policy = {
      rules: [
        { path: '**.iban', action: 'hash' },
        { path: '**.name', action: 'drop' },
      ],
    };
    const sample = { customer: { iban: 'X1', name: 'Y' }, password: 'hunter2', total: 3 };

    const { body } = await ask(server, 'POST', `${REDACTION}/preview`, { policy, sample });

    expect(body).toEqual({
      result: {
        customer: { iban: expect.stringMatching(/^hmac-sha256:[0-9a-f]{32}$/) },
        password: '[redacted]',
        total: 3,
      },
    });
    expect((await ask(server, 'GET', REDACTION)).body).toEqual({});
  });

  test.each([
    { patterns: ['(unclosed'] },
    { rules: [{ path: '', action: 'drop' }] },
    { rules: [{ path: 'x', action: 'shout' }] },
    { secrets: true },
    { rules: Array(101).fill({ path: 'x', action: 'drop' }) },
    { rules: [{ path: '**.'.repeat(100), action: 'drop' }] },
  ])('a policy that can’t be understood, or has no end, is refused: %j', async (policy) => {
    const server = await startTestServer({ engine });

    expect(await ask(server, 'PUT', REDACTION, policy)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
    expect((await ask(server, 'GET', REDACTION)).body).toEqual({});
  });

  test('an admin of a tenant sets what holds for the tenant, by rules and not by patterns', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const token = await server.token('admin', 'acme');
    const everywhere = await server.token('admin');
    const retention = { raw_days: 7, io_days: 7, summary_days: null, metrics_days: null };

    expect(await ask(server, 'PUT', RETENTION, retention, token)).toMatchObject({ status: 200 });
    expect(await ask(server, 'GET', RETENTION, undefined, token)).toEqual({ status: 200, body: retention });
    expect((await ask(server, 'GET', RETENTION, undefined, everywhere)).body).toMatchObject({ raw_days: 90 });
    expect(await ask(server, 'PUT', `${RETENTION}?tenant=umbrella`, retention, token)).toMatchObject({
      status: 403,
      body: { code: 'foreign_tenant' },
    });
    expect(await ask(server, 'PUT', REDACTION, { patterns: ['(a+)+$'] }, token)).toMatchObject({
      status: 403,
      body: { code: 'patterns_not_allowed' },
    });
    const log = await server.parts.store.db.selectFrom('audit_log').select(['action', 'tenant_id']).execute();
    expect(log).toContainEqual({ action: 'settings.retention', tenant_id: 'acme' });
  });
});

test('a policy holds on every server of a database from when one of them was told', async () => {
  const one = await startTestServer({ engine: 'postgres' });
  const other = await startTestServer({ database: one.database });
  const inputsOf = async (runId: string): Promise<unknown> => {
    await other.take(new SampleRun(runId, runId).start().take());
    const { body } = await ask(one, 'GET', `/api/v1/runs/${runId}`);
    return (body as { inputs_summary: unknown }).inputs_summary;
  };
  for (const action of ['drop', 'redact', 'hash']) {
    await ask(one, 'PUT', REDACTION, { rules: [{ path: 'inputs.file', action }] });
    const kept = {
      drop: {},
      redact: { file: '[redacted]' },
      hash: { file: expect.stringMatching(/^hmac-/) },
    }[action];
    expect(await inputsOf(action)).toEqual({ ...kept, pages: 2 });
  }
  await ask(one, 'PUT', REDACTION, {});
  expect(await inputsOf('none')).toEqual({ file: 'a.xml', pages: 2 });
});

const REDACTION = '/api/v1/settings/redaction';
const RETENTION = '/api/v1/settings/retention';

async function ask(
  server: TestServer,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<{ status: number; body: unknown }> {
  const response = await server.request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(token !== undefined && { token }),
  });
  return { status: response.status, body: await response.json() };
}
