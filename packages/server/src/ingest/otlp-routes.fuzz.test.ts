import { createHash } from 'node:crypto';

import { EVENT_NAMES, eventToAttributes, traceIdFromRunId } from '@runlight/contract';
import { arbitraryEvent, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** Long, and not to be compressed: databases bound what an index holds. */
const LONG = Array.from({ length: 80 }, (_, nth) => createHash('sha256').update(`${nth}`).digest('hex')).join(
  '',
);

/** Values that broke something somewhere. */
const HOSTILE = [
  { stringValue: '' },
  { stringValue: LONG },
  { stringValue: '€'.repeat(200) },
  { stringValue: 'a\0b' },
  { stringValue: '\uD800' },
  { stringValue: '__proto__' },
  { intValue: '9007199254740991' },
  { intValue: '9223372036854775807' },
  { intValue: -1 },
  { doubleValue: 1e300 },
  { doubleValue: 'NaN' },
  { boolValue: true },
  { arrayValue: { values: [{ stringValue: LONG }, { stringValue: 'y' }, { stringValue: 'y' }] } },
  { kvlistValue: { values: [{ key: '__proto__', value: { stringValue: 'x' } }, { key: 'a' }] } },
  { bytesValue: 'AAAA' },
  {},
  null,
  7,
];

const attribute = fc.record({
  key: fc.constantFrom('', '__proto__', 'workflow.tags'),
  value: fc.constantFrom(...HOSTILE),
});

/** A log record of an event of which some attributes were replaced. */
const record = fc
  .record({
    event: fc.oneof(...EVENT_NAMES.map((name) => arbitraryEvent(name))),
    replaced: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...HOSTILE)), { maxLength: 3 }),
    added: fc.array(attribute, { maxLength: 2 }),
    time: fc.constantFrom<unknown>(
      '1777041000123456789',
      '9999999999999999999',
      1.7770410001234568e18,
      '',
      -1,
      null,
    ),
    traceId: fc.constantFrom<unknown>(
      '0196680db453f9ae4ea6b1d229c0b1ad',
      '0'.repeat(32),
      'x',
      7,
      null,
      undefined,
    ),
  })
  .map(({ event, replaced, added, time, traceId }) => {
    const attributes: unknown[] = Object.entries(eventToAttributes(event)).map(([key, value]) => ({
      key,
      value: Array.isArray(value)
        ? { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } }
        : {
            [`${typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'bool' : 'string'}Value`]:
              value,
          },
    }));
    for (const [at, value] of replaced) {
      const one = attributes[at % attributes.length] as { value: unknown } | undefined; // made above
      if (one !== undefined) one.value = value;
    }
    return { timeUnixNano: time, traceId, body: replaced[0]?.[1], attributes: [...attributes, ...added] };
  });

test.each(ENGINES)(
  'in %s, what takes longer than there is time is kept, and can be looked at',
  async (engine) => {
    const server = await startTestServer({ engine });
    const run = new SampleRun();
    run.main.emit({
      event: 'workflow.run.running',
      trace_id: traceIdFromRunId(run.script.runId),
      heartbeat_interval_ms: 1e300,
    });
    const step = run.main.step('extract').emit({ event: 'workflow.step.started' });
    const error = { type: 'Error', message: 'no', category: 'transient' } as const;
    step.emit({ event: 'workflow.step.retrying', delay_ms: 1e300, error });
    step.emit({ event: 'workflow.step.completed', duration_ms: 1e300 });
    await server.take(run.script.events);
    for (const part of ['', '/status', '/steps', '/waterfall', '/events']) {
      const answer = await server.request(`/api/v1/runs/${run.script.runId}${part}`);
      expect([part, answer.status]).toEqual([part, 200]);
    }
    expect((await server.request('/api/v1/runs')).status).toBe(200);
    expect((await server.request('/api/v1/overview')).status).toBe(200);
    expect(server.reports).toEqual([]);
  },
);

test.each(ENGINES)(
  'in %s, whatever a sender sends is kept or refused, and breaks nothing',
  async (engine) => {
    const server = await startTestServer({ engine });
    const post = (signal: string, body: string | Uint8Array<ArrayBuffer>, type: string) =>
      server.request(`/v1/${signal}`, { method: 'POST', body, headers: { 'content-type': type } });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 12 }), async (logRecords) => {
        const logs = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
        expect((await post('logs', logs, 'application/json')).status).toBe(200);
        const spans = logRecords.map((one) => ({
          ...one,
          spanId: '00f067aa0ba902b7',
          startTimeUnixNano: one.timeUnixNano,
        }));
        const traces = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
        expect((await post('traces', traces, 'application/json')).status).toBe(200);
      }),
      { numRuns: 150 },
    );
    const kept = await server.parts.store.db.selectFrom('events').select('name').distinct().execute();
    expect(kept.length).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(Buffer.from)),
        async (bytes) => {
          for (const type of ['application/json', 'application/x-protobuf']) {
            expect([200, 400]).toContain((await post('logs', new Uint8Array(bytes), type)).status);
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(server.reports).toEqual([]);
  },
);
