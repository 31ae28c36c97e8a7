import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import { readCases } from '../../../test/conformance/read-case.ts';
import { jsonSchemas } from '../scripts/json-schemas.ts';

const DIRECTORY = join(import.meta.dirname, '../json-schema');
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false, allErrors: true });
const committed = new Map(
  readdirSync(DIRECTORY).map((file): [string, object] => [
    file,
    JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')),
  ]),
);

/** Which schema each expected file must be valid against. */
const SCHEMA_OF: Readonly<Record<string, readonly string[]>> = {
  'status.json': ['status-file', 'oa04-status'],
  'metadata.json': ['metadata-file'],
  'run.json': ['run'],
  'status-object.json': ['status-object'],
  'final.json': ['final-file'],
};
/** Which schema each view of a step must be valid against. */
const SCHEMA_OF_STEP: Readonly<Record<string, string>> = {
  step: 'step',
  manifest: 'manifest',
  gate_request: 'gate-request',
  gate_outcome: 'gate-outcome',
  runner_metadata: 'runner-metadata',
};

test('the committed JSON Schemas are those that the zod schemas give', () => {
  expect(Object.fromEntries(committed)).toEqual(
    JSON.parse(JSON.stringify(Object.fromEntries(jsonSchemas()))),
  );
});

describe.each(readCases())('$name', ({ events, expected }) => {
  test('is valid against the JSON Schemas, file by file', () => {
    for (const [file, schemas] of Object.entries(SCHEMA_OF)) {
      const content = expected.get(file);
      for (const schema of content === undefined ? [] : schemas)
        expect(errorsOf(schema, content)).toEqual([]);
    }
    for (const event of events) expect(errorsOf('run-event', event)).toEqual([]);
    for (const line of expected.get('lines.ndjson') as object[]) {
      expect([...errorsOf('event-line', line), ...errorsOf('run-event', line)]).toEqual([]);
    }
    for (const step of expected.get('steps.json') as Record<string, unknown>[]) {
      for (const [view, schema] of Object.entries(SCHEMA_OF_STEP)) {
        expect(step[view] === null ? [] : errorsOf(schema, step[view])).toEqual([]);
      }
    }
  });
});

describe('the JSON Schemas refuse', () => {
  const event = {
    event_id: 'p-1',
    timestamp: '2026-04-24T14:30:22.123456Z',
    run_id: 'r',
    producer: 'p',
    seq: 1,
    workflow_name: 'w',
  };

  test.each([
    ['run-event', { ...event, event: 'workflow.run.failed', duration_ms: 5 }],
    ['run-event', { ...event, event: 'workflow.run.succeeded' }],
    ['run-event', { ...event, event: 'workflow.run.exploded' }],
    ['workflow-event', { ...event, event: 'workflow.run.dispatch_refused', reason: 'in flight' }],
    ['event-line', { timestamp: event.timestamp, run_id: 'r', step_id: 'START', event_type: 'run_started' }],
    ['oa04-status', { run_id: 'r', workflow_id: 'w', lifecycle_state: 'stalled' }],
    ['final-file', { timestamp: event.timestamp, status: 'failed', run_id: 'r', failure_reason: null }],
    ['manifest', { step_id: 'build', opcode: null }],
  ])('%s: %j', (schema, value) => {
    expect(errorsOf(schema, value)).not.toEqual([]);
  });
});

function errorsOf(schema: string, value: unknown): string[] {
  const validate = validatorOf(`${schema}.schema.json`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${schema} ${instancePath}: ${message}`);
}

function validatorOf(id: string): ValidateFunction {
  const known = ajv.getSchema(id);
  if (known !== undefined) return known;
  const schema = committed.get(id);
  if (schema === undefined) throw new Error(`No schema ${id}`);
  return ajv.compile(schema);
}
