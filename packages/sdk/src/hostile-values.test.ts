import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { describe, expect, test } from 'vitest';

import { joinRun, resumeRun } from './join-run.ts';
import { queueRun } from './queue-run.ts';
import { startRun } from './start-run.ts';
import { withRun } from './with-run.ts';
import { withStep, wrapStep } from './with-step.ts';

const kit = useTelemetry();

function fail(): never {
  throw new Error('not to be read');
}

describe('inputs of any kind cost the user nothing', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  test.each([
    ['10 MB of text', 'x'.repeat(10_000_000)],
    [
      '10 MB in many pieces',
      Array.from({ length: 100_000 }, (_, index) => ({ index, text: 'x'.repeat(100) })),
    ],
    ['cycles', cyclic],
    ['a getter that throws', { get total(): never { return fail(); }, kept: 1 }], // prettier-ignore
    ['a proxy that throws', new Proxy({}, { ownKeys: fail, get: fail, getPrototypeOf: fail })],
    ['a class that can’t be read as text', { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }],
  ])('%s', (_, inputs) => {
    const value = withRun({ workflow: 'orders', inputs }, (run) => {
      run.outputs(inputs);
      return withStep({ name: 'step', details: { inputs } }, (step) => {
        step.io({ input: inputs, output: inputs });
        step.details({ inputs });
        return inputs;
      });
    });
    expect(value).toBe(inputs);
    expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
    expect(kit.telemetry.everything.length).toBeLessThan(1_000_000);
  });
});

describe('options that TypeScript would refuse', () => {
  const hostile: [string, unknown][] = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['an empty text', ''],
    ['a symbol', Symbol('name')],
    ['an empty object', {}],
    ['a name that is null', { workflow: null, name: null }],
    ['a name that is a symbol', { workflow: Symbol('a'), name: Symbol('a'), key: Symbol('a') }],
    ['a name that can’t be read', { get workflow() { return fail(); }, get name() { return fail(); } }], // prettier-ignore
    [
      'a huge name',
      { workflow: 'w'.repeat(10_000_000), name: 'n'.repeat(10_000_000), key: 'k'.repeat(10_000_000) },
    ],
    ['nonsense everywhere', {
      workflow: 'orders', version: {}, tenant: [], businessEventId: 98_421, tags: 'tag', attempt: -1, id: {}, signal: {},
      timeoutMs: 'soon', heartbeatIntervalMs: {}, ticket: 7, rerunOf: {}, environment: 7, actor: Symbol('me'), parent: 1,
      name: 'step', key: 7, type: 'magic', opcode: 'JUMP', details: 'none',
    }], // prettier-ignore
  ];

  test.each(hostile)('%s: runs and steps run, and what is recorded is valid', (_, options) => {
    const given = options as never;
    expect(withRun(given, () => withStep(given, () => wrapStep(() => 7, given)()))).toBe(7);
    const started = startRun(given);
    expect(started.run.withStep(given, () => 7)).toBe(7);
    started.end();
    expect(queueRun(given).runId).toMatch(/^run_/);
    expect(kit.telemetry.everything.length).toBeLessThan(1_000_000);
  });

  test.each(hostile)('%s: what a run and a step are told costs nothing', async (_, options) => {
    const given = options as never;
    const decided = await withRun({ workflow: 'orders' }, async (run) => {
      expect(run.wait(given, () => 1)).toBe(1);
      expect(run.block(given, () => 2)).toBe(2);
      expect(run.rollback(given, () => 3)).toBe(3);
      expect(await run.gate(given, { decide: () => ({ outcome: 'approved', actor: 'rule' }) })).toBe(true);
      run.route(given);
      run.skip(given, given);
      run.annotate(given, given);
      run.tag(given);
      run.untag(given);
      run.outputs(given);
      run.effectiveness(given);
      run.cancel(given);
      run.handOff(given);
      withStep('step', (step) => {
        step.usage(given);
        step.validation(given);
        step.details(given);
        step.io(given);
        step.decision(given);
        step.retrying(given, given);
        step.artifact(given, given, given);
        expect(step.runner(given, () => 4)).toBe(4);
        step.fail(given);
      });
      return 5;
    });
    expect(decided).toBe(5);
    expect(joinRun(given, () => 6, given)).toBe(6);
    expect(resumeRun(given, () => 7, given)).toBe(7);
    expect(joinRun('order-1', () => 6, given)).toBe(6);
    expect(resumeRun('order-1', () => 7, given)).toBe(7);
    kit.allowFaults(/ is missing on |queued → succeeded$/); // nothing is known of how these runs began
  });
});
