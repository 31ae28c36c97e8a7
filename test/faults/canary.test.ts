import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { dispatchRefused, enqueueFailed, queueRun, withRun, withStep, type Run } from '@runlight/sdk';
import { OtlpReceiver } from '@runlight/testing';
import { expect, test } from 'vitest';

import { Sandbox } from './sandbox.ts';

/** Makes what carries secrets in all their forms, and one harmless word by which each field is found again. */
class Canary {
  readonly fields = new Set<string>();

  text(field: string): string {
    this.fields.add(field);
    return [
      `visible-${field}`,
      `Bearer canary-${field}-bearer-0123456789`,
      `postgres://user:canary-${field}-url@db.example/x`,
      `password=canary-${field}-named`,
      `canary-${field}@mail.example`,
    ].join(' ');
  }

  value(field: string): Record<string, unknown> {
    return {
      note: this.text(field),
      password: `canary-${field}-key`,
      list: [{ apiKey: `canary-${field}-nested` }, new Map([['authorization', `canary-${field}-map`]])],
      [`Bearer canary-${field}-as-a-key-0123`]: 1,
      error: new Error(`token: canary-${field}-error`),
    };
  }

  error(field: string): Error {
    const cause = new Error(this.text(`${field}-cause`));
    return Object.assign(new TypeError(this.text(`${field}-message`), { cause }), {
      code: this.text(`${field}-code`),
    });
  }
}

test('secrets put into every field that can carry content are in no file and in no request', async () => {
  const sandbox = new Sandbox();
  await using receiver = await OtlpReceiver.start();
  const bodies: string[] = [];
  receiver.mood = (_path, body) => {
    bodies.push(body);
    return 'accept';
  };
  const runlight = sandbox.start(receiver.url);
  const canary = new Canary();
  await fillEveryField(canary);
  await runlight.shutdown();

  const files = contentsBelow(sandbox.runs);
  const requests = bodies.join('\n');
  expect(missingFrom(files, canary.fields)).toEqual(['refused-reason']); // of a run that never was there is no file
  expect(missingFrom(requests, canary.fields)).toEqual(['artifact']); // content is not sent
  expect(canary.fields.size).toBeGreaterThan(40);
  expect(files.match(/canary-[\w-]+/g) ?? []).toEqual([]);
  expect(requests.match(/canary-[\w-]+/g) ?? []).toEqual([]);
});

async function fillEveryField(canary: Canary): Promise<void> {
  await withRun(
    { workflow: 'steps', inputs: canary.value('inputs'), tags: [canary.text('tag')] },
    async (run) => {
      await stepsOf(run, canary);
      await holdsOf(run, canary);
      run.route({ target: canary.text('route-target'), reason: canary.text('route-reason') });
      run.skip('optional', canary.text('skip'));
      run.rollback(
        { target: canary.text('rollback-target'), reason: canary.text('rollback-reason') },
        () => undefined,
      );
      run.annotate(canary.text('note'));
      run.tag(canary.text('added-tag'));
      run.untag(canary.text('removed-tag'));
      run.outputs(canary.value('outputs'));
      run.incomplete(canary.text('incomplete'));
    },
  );
  const ends: ((run: Run) => unknown)[] = [
    () => Promise.reject(canary.error('thrown')),
    () => Promise.reject(canary.text('thrown-text')), // anything can be thrown
    (run) => run.fail(canary.error('reported')),
    (run) => {
      run.cancel({ reason: canary.text('cancel') });
      return Promise.reject(run.signal.reason as Error);
    },
  ];
  for (const end of ends) {
    await withRun({ workflow: 'ends' }, async (run) => await end(run)).catch(() => undefined);
  }
  withRun(
    { workflow: 'aborted', signal: AbortSignal.abort(new Error(canary.text('aborted'))) },
    () => undefined,
  );
  withRun({ workflow: 'handed off' }, (run) => {
    run.handOff({ target: canary.text('hand-off-target'), reason: canary.text('hand-off-reason') });
  });
  const ticket = queueRun({
    workflow: 'queued',
    inputs: canary.value('queued-inputs'),
    tags: [canary.text('queued-tag')],
  });
  enqueueFailed(ticket, canary.error('enqueue'));
  dispatchRefused('refused', { reason: canary.text('refused-reason') });
}

async function stepsOf(run: Run, canary: Canary): Promise<void> {
  await withStep({ name: 'step', details: canary.value('details') }, async (step) => {
    step.details(canary.value('more-details'));
    step.io({ input: canary.value('input'), output: canary.value('output') });
    step.validation({ passed: false, reasons: [canary.text('validation')] });
    step.retrying(canary.error('retrying'));
    step.artifact('report', canary.text('artifact'), { summary: canary.text('summary') });
    await step.runner(
      {
        name: 'agent',
        command: ['agent', '--token', 'canary-runner-option', canary.text('command')],
        workingDirectory: `/work/${canary.text('directory')}`,
        promptReference: canary.text('prompt'),
        invocationMode: canary.text('mode'),
        captureFormat: canary.text('format'),
      },
      async () => undefined,
    );
    step.fail(canary.error('failed-step'));
  });
  const throwing = withStep('throwing', async () => await Promise.reject(canary.error('thrown-in-a-step')));
  await throwing.catch(() => undefined);
  await run.decision('gate', {
    reason: canary.text('gate-reason'),
    decide: () => ({ outcome: 'rejected', actor: 'rule', note: canary.text('gate-note') }),
  });
}

async function holdsOf(run: Run, canary: Canary): Promise<void> {
  await run.wait(canary.text('wait'), async () => undefined);
  await run.block({ reason: canary.text('block'), needs: canary.text('needs') }, async () => undefined);
  await withStep('held', () => run.wait({ reason: canary.text('step-wait') }, async () => undefined));
}

/** All bytes of all files. */
function contentsBelow(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

function missingFrom(text: string, fields: Iterable<string>): string[] {
  return [...fields].filter((field) => !text.includes(`visible-${field}`));
}
