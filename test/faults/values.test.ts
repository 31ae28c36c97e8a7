import { statSync } from 'node:fs';
import { join } from 'node:path';

import { parseTimestamp } from '@runlight/contract';
import type { Runlight } from '@runlight/node';
import { readEvents, readRun, runDirectoryOf, validateRunDirectory } from '@runlight/run-dir';
import { withRun, withStep } from '@runlight/sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { RESULT } from './busy-run.ts';
import { Sandbox } from './sandbox.ts';

const NO_LOSSES = { linesLost: 0, filesFailed: 0, artifactsLost: 0 };
const TEN_MB = 'ten megabytes '.repeat(750_000);

let sandbox: Sandbox;
let runlight: Runlight;
beforeEach(() => {
  sandbox = new Sandbox();
  runlight = sandbox.start();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Hands a value to everything that takes one, and a text to everything that takes a text. */
function hand(id: string, value: unknown, text: string): { result: unknown; thrown: unknown } {
  let thrown: unknown;
  const result = withRun({ workflow: 'values', id, inputs: value, tags: [text], actor: text }, (run) => {
    withStep({ name: 'step', details: { value } }, (step) => {
      step.details({ again: value });
      step.io({ input: value, output: [value] });
      step.validation({ passed: false, reasons: [text] });
      step.retrying(value);
      step.artifact('text', text, { summary: text });
      step.fail(value);
    });
    try {
      withStep('thrower', () => {
        throw value;
      });
    } catch (error) {
      thrown = error;
    }
    run.wait({ reason: text }, () => undefined);
    run.block({ reason: text, needs: text }, () => undefined);
    run.route({ target: text, reason: text });
    run.skip('optional', text);
    run.rollback({ target: text, reason: text }, () => undefined);
    run.annotate(text, { actor: text });
    run.tag(text);
    run.outputs(value);
    run.incomplete(text);
    return RESULT;
  });
  return { result, thrown };
}

test('inputs, outputs, notes, names and errors of 10 MB come back as they are, and leave a small journal', () => {
  const values = {
    error: new Error(TEN_MB, { cause: { text: TEN_MB } }),
    object: { text: TEN_MB, list: [TEN_MB, TEN_MB] },
    text: TEN_MB,
  };
  for (const [id, value] of Object.entries(values)) {
    const { result, thrown } = hand(id, value, TEN_MB);
    expect(result).toBe(RESULT);
    expect(thrown).toBe(value);
    const directory = runDirectoryOf(sandbox.runs, id);
    expect(statSync(join(directory, 'events.ndjson')).size).toBeLessThan(500_000);
    expect(statSync(join(directory, 'artifacts/step/text')).size).toBe(TEN_MB.length); // handed over to be kept
    expect(validateRunDirectory(directory)).toEqual([]);
  }
  expect(runlight.telemetry().runDirectory).toMatchObject(NO_LOSSES);
  expect(sandbox.changesOutside()).toEqual([]);
});

const cyclic: Record<string, unknown> = { list: [] };
cyclic['self'] = cyclic;
cyclic['list'] = [cyclic, new Map([['map', cyclic]])];
const endlessCause = new Error('endless');
endlessCause.cause = endlessCause;
const revoked = Proxy.revocable({}, {});
revoked.revoke();

const HOSTILE_VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['a cyclic object', cyclic],
  ['an error that is its own cause', endlessCause],
  ['an object nested 100 000 deep', nested(100_000)],
  ['an object whose getter throws', { get secret() { throw new Error('not yours'); }, fine: 1 }],
  ['an object whose toJSON throws', { toJSON() { throw new Error('not yours'); } }],
  ['an object whose toString throws', { toString() { throw new Error('not yours'); }, [Symbol.toPrimitive]: 7 }],
  ['an error whose message throws', Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('not yours'); } })],
  ['a proxy that throws whatever is asked', new Proxy({}, { get() { throw new Error('not yours'); }, ownKeys() { throw new Error('not yours'); } })],
  ['a proxy that was revoked', revoked.proxy],
  ['a symbol', Symbol('s')],
  ['a BigInt', 2n ** 70n],
  ['not a number', Number.NaN],
  ['a million entries', Array.from({ length: 1_000_000 }, (_, at) => at)],
]; // prettier-ignore

test.for(HOSTILE_VALUES)('%s comes back as it is, and the run is told', ([, value]) => {
  const { result, thrown } = hand('values', value, 'text');
  expect(result).toBe(RESULT);
  expect(thrown).toBe(value);
  const directory = runDirectoryOf(sandbox.runs, 'values');
  expect([...readEvents(directory)]).toHaveLength(sandbox.emitted);
  expect(validateRunDirectory(directory)).toEqual([]);
  expect(readRun(directory).status.outcome).toBe('incomplete');
  expect(runlight.telemetry().runDirectory).toMatchObject(NO_LOSSES);
  expect(sandbox.changesOutside()).toEqual([]);
});

test('10 000 parallel steps each give their value, and each is told', async () => {
  const values = await withRun({ workflow: 'wide', id: 'wide' }, () =>
    Promise.all(
      Array.from({ length: 10_000 }, (_, at) =>
        withStep({ name: 'part', key: String(at % 100) }, async () => {
          await new Promise(setImmediate);
          return at;
        }),
      ),
    ),
  );
  expect(values).toEqual(Array.from({ length: 10_000 }, (_, at) => at));
  const { state, status } = readRun(runDirectoryOf(sandbox.runs, 'wide'));
  expect(state?.steps).toMatchObject({ started: 10_000, completed: 10_000 });
  expect(status).toMatchObject({ status: 'succeeded', active_steps: [] });
  expect(runlight.telemetry().runDirectory).toMatchObject({ linesWritten: 20_003, ...NO_LOSSES });
});

test('a clock that steps back neither turns a run’s times around nor its durations', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const before = Date.now();
  const result = await withRun({ workflow: 'clock', id: 'clock' }, async (run) => {
    await withStep('before', async () => undefined);
    vi.setSystemTime(before - 3_600_000);
    await withStep('after', () => run.wait('a moment', async () => undefined));
    return RESULT;
  });
  expect(result).toBe(RESULT);
  const directory = runDirectoryOf(sandbox.runs, 'clock');
  const events = [...readEvents(directory)];
  const times = events.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted());
  const { status, state } = readRun(directory);
  expect(status.duration_ms).toBeGreaterThanOrEqual(0);
  expect(state?.end?.duration_ms).toBeLessThan(3_600_000);
  expect(parseTimestamp(status.updated_at)).toBeGreaterThanOrEqual(parseTimestamp(times.at(-1) ?? ''));
  expect(validateRunDirectory(directory)).toEqual([]);
});

function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level += 1) value = { value };
  return value;
}
