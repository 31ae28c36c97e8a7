import { arbitraryRun, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { openApiDocument } from './openapi-document.ts';

type Schema = Readonly<Record<string, unknown>>;
interface Described {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema: Schema }> }>>;
}

// An `as`: what the document is made of is plain JSON.
const { paths, components } = JSON.parse(JSON.stringify(openApiDocument())) as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};
const GETS = Object.entries(paths).flatMap(([path, { get }]) =>
  get === undefined ? [] : [{ path, ...get }],
);
const answersOf = ({ responses }: Described) => responses['200']?.content?.['application/json']?.schema;

test.each(ENGINES)(
  'in %s, every answer has the shape that the document gives it, and nothing besides',
  async (engine) => {
    const server = await startTestServer({ engine });
    const values = await fill(server);
    const checks = checksOf();
    const checked = new Set<string>();
    const wrong: unknown[] = [];
    for (const { path, operationId } of GETS) {
      const check = checks.get(operationId);
      if (check === undefined) continue;
      for (const address of addressesOf(path, values)) {
        const answer = await server.request(address);
        if (answer.status !== 200) continue;
        checked.add(operationId);
        if (!check(await answer.json())) wrong.push([address, check.errors?.slice(0, 3)]);
      }
    }
    expect(wrong).toEqual([]);
    expect([...checks.keys()].filter((operationId) => !checked.has(operationId))).toEqual([]);
    expect(checked.size).toBeGreaterThan(25);
    expect(server.reports).toEqual([]);
  },
);

/** Runs in every state that they can be in, and one of everything else; what can stand for each path parameter. */
async function fill(server: TestServer): Promise<Readonly<Record<string, readonly string[]>>> {
  const runs = fc.sample(arbitraryRun(), { numRuns: 25, seed: 7 });
  for (const { events } of runs) await server.take(events);
  const failed = new SampleRun('failed', 'failed').start();
  const step = failed.main.step('charge').emit({ event: 'workflow.step.started', details: { tool: 'x' } });
  const error = { type: 'CardError', message: '402', category: 'external_api', code: '402' } as const;
  step.emit({ event: 'workflow.step.failed', duration_ms: 1, error, input: { a: 1 }, output: [2] });
  failed.main.emit({ event: 'workflow.run.failed', duration_ms: 2, error, failed_step: 'charge' });
  const child = new SampleRun('child', 'child');
  child.main.emit({
    event: 'workflow.run.running',
    trace_id: '0196680db453f9ae4ea6b1d229c0b1ad',
    parent_run_id: 'failed',
    rerun_of: 'failed',
    business_event_id: 'https://erp.example/order/7',
    tags: ['a,b'],
  });
  const made: Record<string, string> = {};
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await server.request(`/api/v1${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    expect([path, answer.ok]).toEqual([path, true]);
    return (await answer.json()) as Record<string, string>; // its ids are texts
  };
  made['webhook'] =
    (await post('/webhooks', { url: 'https://hooks.example.com', events: ['run.started', 'run.failed'] }))[
      'webhook_id'
    ] ?? '';
  await server.take([...failed.script.events, ...child.script.events]);
  await sendTelemetry(server);
  await post('/tokens', { name: 'x', role: 'viewer' });
  await post('/views', { name: 'x', query: 'state=failed' });
  await post('/runs/failed/annotate', { note: 'seen' });
  await post('/runs/failed/resolve', { reason: 'done' });
  await post('/runs/failed/pin', { pinned: true });
  made['job'] =
    (await post('/bulk', { action: 'assign', owner: 'me', run_ids: ['failed'], expected: 1 }))['job_id'] ??
    '';
  return {
    ...Object.fromEntries(Object.entries(made).map(([name, value]) => [name, [value]])),
    id: ['failed', 'child', ...runs.map(({ events }) => events[0]?.run_id ?? '')],
    step: [step.spanId],
    workflow: ['invoice'],
  };
}

async function sendTelemetry(server: TestServer): Promise<void> {
  const at = { traceId: '0196680db453f9ae4ea6b1d229c0b1ad', spanId: '00f067aa0ba902b7' };
  const attributes = [{ key: 'a', value: { arrayValue: { values: [{ intValue: 1 }, {}] } } }];
  const bodies = {
    logs: {
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ ...at, attributes, timeUnixNano: '1777041000000000000' }] }] },
      ],
    },
    traces: {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ ...at, attributes, startTimeUnixNano: '1777041000000000000' }] }] },
      ],
    },
  };
  for (const [signal, body] of Object.entries(bodies)) {
    const answer = await server.request(`/v1/${signal}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(200);
  }
}

/** Queries without which an operation answers nothing, or little. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/runs': ['', '?limit=1', '?q=invoice', '?status=failed&sort=duration', '?state=waiting'],
  '/api/v1/workflows/{workflow}/compare': ['?a=7&b=7'],
};

function addressesOf(path: string, values: Readonly<Record<string, readonly string[]>>): string[] {
  let addresses = (QUERIES[path] ?? ['']).map((query) => path + query);
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    addresses = addresses.flatMap((address) =>
      (values[name] ?? []).map((value) => address.replace(`{${name}}`, encodeURIComponent(value))),
    );
  }
  return addresses;
}

const DOCUMENT = 'https://runlight.example/openapi';

/** What holds the answer of each operation against its schema. */
function checksOf(): Map<string, ValidateFunction> {
  const schemas = Object.entries(components.schemas).flatMap(([name, schema]) => [
    [`${name}.open`, closedWithin(schema)],
    [
      name,
      {
        $ref: `#/components/schemas/${name}.open`,
        ...(isObject(schema) && { unevaluatedProperties: false }),
      },
    ],
  ]);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: DOCUMENT, components: { schemas: Object.fromEntries(schemas) as object } });
  const checks = GETS.flatMap((operation) => {
    const schema = answersOf(operation);
    return schema === undefined
      ? []
      : [
          [
            operation.operationId,
            ajv.compile({ ...closed(schema), $id: `${DOCUMENT}/${operation.operationId}` }),
          ] as const,
        ];
  });
  return new Map(checks);
}

/** A schema that takes no property which it does not name. */
function closed(schema: Schema): Schema {
  const inner = closedWithin(schema);
  return isObject(schema) ? { ...inner, unevaluatedProperties: false } : inner;
}

/** A schema as it is, but for the schemas inside of it; those that it is put together from stay open. */
function closedWithin(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => {
      if (name === '$ref') return [name, `${DOCUMENT}${String(value)}`];
      if (name === 'allOf') return [name, (value as Schema[]).map((part) => openOf(part))];
      if (name === 'properties') {
        const members = Object.entries(value as Record<string, Schema>);
        return [name, Object.fromEntries(members.map(([key, member]) => [key, closed(member)]))];
      }
      if (['anyOf', 'oneOf', 'prefixItems'].includes(name)) return [name, (value as Schema[]).map(closed)];
      return [
        name,
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? closed(value as Schema)
          : value,
      ];
    }),
  );
}

function openOf(schema: Schema): Schema {
  const ref = schema['$ref'];
  return typeof ref === 'string' ? { $ref: `${DOCUMENT}${ref}.open` } : closedWithin(schema);
}

function isObject(schema: Schema): boolean {
  return ('properties' in schema || 'allOf' in schema) && !('additionalProperties' in schema);
}
