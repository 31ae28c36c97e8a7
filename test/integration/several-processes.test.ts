// The same of runs that several processes have a part in: all that they told together is what the journal tells.
import { context, trace } from '@opentelemetry/api';
import { validateRunDirectory } from '@runlight/run-dir';
import { enqueueFailed, queueRun, withRun, withStep } from '@runlight/sdk';
import { TestChild } from '@runlight/testing';
import { expect, test } from 'vitest';

import { partInChild } from './part-in-child.ts';
import { toldByAll, toldByJournal, type ToldTelemetry } from './told-telemetry.ts';
import { LiveInTest } from './live-in-test.ts';

const here = new LiveInTest();

test('a run of which child processes do a part', async () => {
  const parts: ToldTelemetry[] = [];
  const runId = await here.runIdOf((note) =>
    withRun({ workflow: 'shared' }, async (run) => {
      note(run);
      await withStep('delegate', async () => {
        const below = `
          await withStep('part', async (step) => {
            step.usage({ tokens: 5 });
            await withStep('below', async () => undefined);
          });
          await withStep('part', async (step) => {
            step.run.annotate('from the child');
            await step.run.wait('a moment', async () => undefined);
            throw new Error('once');
          }).catch(() => undefined);
          await withStep('part', async () => undefined);`;
        parts.push(await partInChild(run.id, below, run.env()));
      });
      const beside = `await joinRun('${run.id}', () => withStep('joined', async () => undefined));`;
      parts.push(await partInChild(run.id, beside, here.env));
      withStep('last', () => undefined);
    }),
  );
  const { journal, live } = here.bothSides(runId, { parts });
  expect(journal).toEqual(live);
});

test('a run that is queued here, begun there, handed off, and ended by a third process', async () => {
  const ticket = queueRun({
    workflow: 'relay',
    queue: 'jobs',
    tenant: 'acme',
    tags: ['t'],
    inputs: { n: 1 },
  });
  const begun = `
    await withRun({ ticket: ${JSON.stringify(ticket)} }, async (run) => {
      await withStep('begin', async () => undefined);
      run.tag('begun');
      run.handOff({ target: 'night shift', reason: 'late' });
    });`;
  const ended = `
    await resumeRun('${ticket.runId}', async (run) => {
      await withStep('begin', async () => undefined);
      await run.wait('a moment', async () => undefined);
      throw new TypeError('at the very end');
    }).catch(() => undefined);`;
  const parts = [
    await partInChild(ticket.runId, begun, here.env),
    await partInChild(ticket.runId, ended, here.env),
  ];
  const { journal, live } = here.bothSides(ticket.runId, { parts });
  expect(journal).toEqual(live);
});

test('a run that begins elsewhere with its ticket', async () => {
  const ticket = queueRun({ workflow: 'worked_on', queue: 'jobs' });
  const code = `await withRun({ ticket: ${JSON.stringify(ticket)} }, () => withStep('work', async () => undefined));`;
  const part = await partInChild(ticket.runId, code, here.env);
  const { journal, live } = here.bothSides(ticket.runId, { parts: [part] });
  expect(journal).toEqual(live);
});

test('a run that never got into its queue has events and no span', () => {
  const ticket = queueRun({ workflow: 'refused', queue: 'jobs' });
  enqueueFailed(ticket, new Error('the queue is full'));
  const { journal, live } = here.bothSides(ticket.runId, { roots: 0 });
  expect(journal).toEqual(live);
  expect(live).toMatchObject({ spans: [], logRecords: { length: 4 } });
});

test('a run in its caller’s trace that another process ends', async () => {
  const caller = trace.getTracer('application').startSpan('request');
  const runId = context.with(trace.setSpan(context.active(), caller), () =>
    withRun({ workflow: 'joined', parent: 'join', id: 'own-id' }, (run) => {
      withStep('begin', () => undefined);
      run.handOff();
      return run.id;
    }),
  );
  caller.end();
  const part = await partInChild(
    runId,
    `resumeRun('own-id', () => withStep('end', () => undefined));`,
    here.env,
  );
  const { journal, live } = here.bothSides(runId, { parts: [part] });
  expect(journal).toEqual(live);
  const { traceId, spanId } = caller.spanContext();
  const made = part.spans.find(({ name }) => name === 'joined');
  expect(made).toMatchObject({ traceId, parent: { spanId }, links: [] });
});

test('a run whose process is killed and that another process resumes and ends', async () => {
  const killed = new TestChild(
    `import { startRunlight } from '@runlight/node';
     import { withRun, withStep } from '@runlight/sdk';
     startRunlight({ serviceName: 'integration', otlpEndpoint: false });
     await withRun({ workflow: 'long', id: 'long-run' }, async (run) => {
       await withStep('done', async (step) => { step.artifact('text', 'content'); });
       await run.gate('asked', { decide: () => ({ outcome: 'approved', actor: 'rule' }) });
       await withStep('open', () => { process.stdout.write('open'); return new Promise((r) => setTimeout(r, 1e6)); });
     });`,
    { env: here.env },
  );
  await killed.said('open');
  killed.kill('SIGKILL');
  await killed.exited;
  const code = `await resumeRun('long-run', () => withStep('open', async () => undefined));`;
  const part = await partInChild('long-run', code, here.env);
  expect(validateRunDirectory(here.directoryOf('long-run'))).toEqual([]);

  const journal = toldByJournal(here.directoryOf('long-run'));
  expect(journal.spans.map(({ name }) => name).toSorted()).toEqual(['asked', 'done', 'long', 'open', 'open']);
  const ids = new Set(part.spans.map(({ spanId }) => spanId));
  expect(journal.spans.filter(({ spanId }) => ids.has(spanId))).toEqual(toldByAll(part).spans);
  expect(part.spans.map(({ name }) => name)).toEqual(['open', 'long']);
});
