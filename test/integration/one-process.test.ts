// What a process tells while a run goes on is what the run's journal tells afterwards: the same spans, the same records.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { context, trace } from '@opentelemetry/api';
import { writeControl } from '@runlight/run-dir';
import { startRun, withRun, withStep } from '@runlight/sdk';
import { expect, test } from 'vitest';

import { LiveInTest } from './live-in-test.ts';

const here = new LiveInTest();

test('steps: nested, parallel, keyed, typed, with details, results, usage and many events', async () => {
  const runId = await here.runIdOf((note) =>
    withRun({ workflow: 'steps', version: 3, tags: ['a', 'b'], inputs: { pages: [1, 2] } }, async (run) => {
      note(run);
      await withStep({ name: 'outer', type: 'tool', details: { tool: 'parser' } }, async (step) => {
        await Promise.all(
          ['x', 'y', 'z'].map((key) =>
            withStep({ name: 'inner', key, type: 'model' }, async (inner) => {
              inner.usage({ tokens: 12, computeMs: 1.5 });
              inner.validation({ passed: key !== 'z', score: 0.5, reasons: ['half of it'] });
              await withStep('innermost', async () => undefined);
            }),
          ),
        );
        step.details({ pages: 2 });
        step.io({ input: { file: 'a.xml' }, output: [1, null, 'two'] });
      });
      withStep({ name: 'decide', type: 'decision', opcode: 'EVALUATE' }, (step) => step.decision('success'));
      withStep('chatty', (step) => {
        for (let retry = 0; retry < 150; retry += 1) step.retrying(new Error(`attempt ${retry}`));
      });
      for (let count = 0; count < 150; count += 1) run.annotate(`note ${count}`);
    }),
  );
  const { journal, live } = here.bothSides(runId);
  expect(journal).toEqual(live);
});

test('failures: retried steps, reported ones, and a run that fails of a step inside of a step', async () => {
  const runId = await here.runIdOf((note) =>
    withRun(
      { workflow: 'failures', tenant: 'acme', businessEventId: 'erp:1', actor: 'cron' },
      async (run) => {
        note(run);
        const fetchOnce = (): Promise<void> =>
          withStep('fetch', async (step) => {
            step.retrying(Object.assign(new Error('503'), { status: 503 }), { delayMs: 5 });
            if (step.attempt < 3)
              throw Object.assign(new Error('down', { cause: new Error('ECONNRESET') }), { code: 'EIO' });
          });
        await fetchOnce().catch(() => undefined);
        await fetchOnce().catch(() => undefined);
        await fetchOnce();
        withStep('soft', (step) => step.fail(new TypeError('told, not thrown')));
        await withStep('outer', () => withStep('inner', () => Promise.reject(new RangeError('too far'))));
      },
    ),
  );
  const { journal, live } = here.bothSides(runId);
  expect(journal).toEqual(live);
});

test('waits, blocks, routes, skips, rollbacks, tags, notes, outputs, effectiveness', async () => {
  const runId = await here.runIdOf((note) =>
    withRun({ workflow: 'holds', environment: 'test', attempt: 2, rerunOf: 'run_before' }, async (run) => {
      note(run);
      await run.wait('a timer', async () => undefined);
      await withStep('pay', async () => {
        await run.wait(
          { kind: 'external', reason: 'the bank', until: Date.now() + 1000 },
          async () => undefined,
        );
        await run.block({ reason: 'no budget', needs: 'a signature' }, async () => undefined);
        run.route({
          target: 'ship',
          decision: 'partial',
          reason: 'in stock',
          retryRequested: true,
          awaiting: 'human',
        });
      });
      await Promise.all([
        run.wait('one', async () => undefined),
        run.block('another', async () => undefined),
      ]);
      run.skip({ name: 'gift_wrap', key: 'k', type: 'io' }, 'not wanted');
      await run.rollback({ target: 'pay', reason: 'sold out' }, async () => undefined);
      await run.rollback({ name: 'undo' }, () => Promise.reject(new Error('undone'))).catch(() => undefined);
      run.tag('c', 'd');
      run.untag('c');
      run.annotate('by hand', { actor: 'sam' });
      run.outputs({ total: 12.5 });
      run.effectiveness({ accuracy: 0.9, firstPassSuccess: false });
      run.incomplete('one item is missing');
    }),
  );
  const { journal, live } = here.bothSides(runId);
  expect(journal).toEqual(live);
});

test('gates: decided by a rule, from outside, by nobody in time, and never', async () => {
  const runId = await here.runIdOf((note) =>
    withRun({ workflow: 'gates' }, async (run) => {
      note(run);
      await run.gate('rule', { decide: () => ({ outcome: 'approved', actor: 'rule:always', note: 'fine' }) });
      await run.gate('late', { kind: 'policy', timeoutMs: 1 });
      writeControl(here.directoryOf(run.id), {
        kind: 'gate',
        gate: 'asked',
        outcome: 'rejected',
        actor: 'kim',
        note: 'no',
      });
      await run.gate('asked', { reason: 'over 10 000' });
      const never = run.gate('never', { key: '7' });
      run.cancel({ reason: 'enough', actor: 'kim' });
      await never;
    }),
  );
  const { journal, live } = here.bothSides(runId);
  expect(journal).toEqual(live);
});

test('artifacts and runners', async () => {
  const file = join(here.root, 'report.csv');
  writeFileSync(file, 'a,b\n');
  const runId = await here.runIdOf((note) =>
    withRun({ workflow: 'artifacts' }, async (run) => {
      note(run);
      await withStep({ name: 'agent', type: 'model' }, async (step) => {
        step.artifact('text', 'content', {
          name: 'a.json',
          required: true,
          important: true,
          summary: 'all of it',
        });
        step.artifact('bytes', new Uint8Array([1, 2, 3]));
        step.artifact('file', { file });
        const options = {
          name: 'claude_cli',
          command: ['claude', '-p'],
          workingDirectory: here.root,
          promptReference: 'p.md',
        };
        await step.runner(
          { ...options, pid: 7, invocationMode: 'print', captureFormat: 'json' },
          async () => ({ exitCode: 0 }),
        );
        await step
          .runner({ name: 'make' }, () => Promise.reject(Object.assign(new Error('2'), { code: 2 })))
          .catch(() => undefined);
      });
    }),
  );
  const { journal, live } = here.bothSides(runId);
  expect(journal).toEqual(live);
});

test('runs that are cancelled, time out, fail by their own word, are abandoned, or have an id of their own', async () => {
  const cancelled = await here.runIdOf((note) =>
    withRun({ workflow: 'cancelled', id: '20260424T143022Z' }, (run) => {
      note(run);
      void withStep('open', () => new Promise(() => undefined));
      run.cancel({ reason: 'changed my mind' });
      throw run.signal.reason;
    }),
  );
  const timedOut = await here.runIdOf((note) =>
    withRun({ workflow: 'timed_out', timeoutMs: 1 }, (run) => {
      note(run);
      return withStep('slow', () =>
        run.wait(
          'for ever',
          () =>
            new Promise((_, reject) => {
              run.signal.addEventListener('abort', () => reject(run.signal.reason as Error));
            }),
        ),
      );
    }),
  );
  const reported = await here.runIdOf((note) =>
    withRun({ workflow: 'reported' }, (run) => {
      note(run);
      run.fail(new SyntaxError('told, not thrown'));
    }),
  );
  const abandoned = startRun({ workflow: 'abandoned' });
  void abandoned.run.withStep('open', () => new Promise(() => undefined));
  abandoned[Symbol.dispose]();
  for (const runId of [cancelled, timedOut, reported, abandoned.run.id]) {
    const { journal, live } = here.bothSides(runId);
    expect(journal).toEqual(live);
  }
});

test('callers: a span around a run, a run around a run, and a run that joins its caller’s trace', async () => {
  const tracer = trace.getTracer('application');
  const caller = tracer.startSpan('request');
  const runIds: string[] = [];
  await context.with(trace.setSpan(context.active(), caller), () =>
    withRun({ workflow: 'outer' }, async (outer) => {
      runIds.push(outer.id);
      await withStep('call', async () => withRun({ workflow: 'inner' }, (inner) => runIds.push(inner.id)));
    }),
  );
  context.with(trace.setSpan(context.active(), caller), () =>
    withRun({ workflow: 'joined', parent: 'join' }, (joined) => {
      runIds.push(joined.id);
      withStep('step', () => undefined);
    }),
  );
  caller.end();
  expect(runIds).toHaveLength(3);
  for (const runId of runIds) {
    const { journal, live } = here.bothSides(runId);
    expect(journal).toEqual(live);
  }
});
