import { SECRETS, type SecretForm } from '@runlight/testing/secrets';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { beforeEach, describe, expect, test } from 'vitest';

import { dispatchRefused, enqueueFailed, queueRun } from './queue-run.ts';
import type { Run } from './run.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

/** Makes secrets that are all different, and remembers each with the place it was put in. */
class Canaries {
  readonly #form: SecretForm;
  readonly #put = new Map<string, string>();
  #count = 0;

  constructor(form: SecretForm) {
    this.#form = form;
  }

  /** A secret only by the key or the name that it stands under. */
  plain(place: string): string {
    this.#count += 1;
    const secret = `canary${String(this.#count).padStart(4, '0')}x`;
    this.#put.set(secret, place);
    return secret;
  }

  /** A text with a secret that is known by its form, and one that is known by its name. */
  text(place: string): string {
    this.#put.set(this.#form.secret, `the form in ${place}`);
    return `${this.#form.text} password=${this.plain(`${place}, by name`)}`;
  }

  payload(place: string): Record<string, unknown> {
    const key = (): string => this.plain(`${place}, by key`);
    return {
      password: key(),
      nested: [{ 'x-api-key': key() }, new Map([['clientSecret', { deep: key() }]])],
      set: new Set([this.text(`${place}, a set`)]),
      json: { toJSON: () => ({ refresh_token: key() }) },
      body: JSON.stringify({ access_token: key() }),
      pin: 471_100,
      card: 4_111_111_111_111_111,
      [this.text(`${place}, a key`)]: 1,
      text: this.text(place),
    };
  }

  error(place: string): Error {
    const cause = new Error(this.text(`${place}, the cause`));
    const error = new Error(this.text(`${place}, the message`), { cause });
    error.stack = `Error: ${this.text(`${place}, the stack`)}\n    at work (file.ts:1:1)`;
    return Object.assign(error, { code: `password=${this.plain(`${place}, the code`)}` });
  }

  /** What was seen of them in a text, each with its place. */
  seenIn(text: string): string[] {
    return [...this.#put]
      .filter(([secret]) => text.includes(JSON.stringify(secret).slice(1, -1)))
      .map(([, place]) => place);
  }
}

function expectNoneSeen(canaries: Canaries): void {
  expect(canaries.seenIn(kit.telemetry.everything)).toEqual([]);
  expect(kit.telemetry.everything).toContain('[redacted]');
}

function quietly(act: () => unknown): void {
  try {
    act();
  } catch {
    // what is told of it counts
  }
}

describe.each(Object.entries(SECRETS))('%s', (_, form) => {
  let canaries: Canaries;
  beforeEach(() => {
    canaries = new Canaries(form);
  });

  test('no secret of a run’s description, notes, holds, routes and outputs gets out', async () => {
    const { text } = canaries;
    const say = (place: string): string => text.call(canaries, place);
    const options = { workflow: 'orders', inputs: canaries.payload('inputs'), tags: [say('a tag')] };
    await withRun(options, async (run: Run) => {
      run.annotate(say('a note'));
      run.tag(say('a tag that was added'));
      run.untag(say('a tag that was removed'));
      run.wait(say('the reason of a wait'), () => undefined);
      run.block(
        { reason: say('the reason of a block'), needs: say('the needs of a block') },
        () => undefined,
      );
      run.route({ target: say('the target of a route'), reason: say('the reason of a route') });
      run.skip('skipped', say('the reason of a skip'));
      run.rollback(
        { target: say('the target of a rollback'), reason: say('the reason of a rollback') },
        () => undefined,
      );
      const decide = () =>
        ({ outcome: 'rejected', actor: 'rule', note: say('the note of a decision') }) as const;
      await run.gate('approve', { reason: say('the reason of a gate'), decide });
      run.outputs(canaries.payload('outputs'));
      run.incomplete(say('the reason of an incomplete end'));
    });
    expectNoneSeen(canaries);
  });

  test('no secret of a step gets out', () => {
    const store = kit.connectStore();
    withRun({ workflow: 'orders' }, () => {
      withStep({ name: 'step', details: canaries.payload('details at the start') }, (step) => {
        step.details({ ...canaries.payload('details later'), more: canaries.text('details later') });
        step.io({ input: canaries.payload('input'), output: canaries.payload('output') });
        step.validation({ passed: false, reasons: [canaries.text('the reason of a validation')] });
        step.retrying(canaries.error('an error that is tried again'));
        step.artifact('report', canaries.text('an artifact'), {
          summary: canaries.text('the summary of an artifact'),
        });
        const runner = {
          name: 'make',
          command: [
            'deploy',
            '--token',
            canaries.plain('the value of an option'),
            canaries.text('an argument'),
          ],
          workingDirectory: canaries.text('a working directory'),
          promptReference: canaries.text('a prompt reference'),
          invocationMode: canaries.text('an invocation mode'),
        };
        step.runner(runner, () => undefined);
        step.fail(canaries.error('a reported failure'));
      });
    });
    expectNoneSeen(canaries);
    expect(canaries.seenIn(JSON.stringify(store.artifacts))).toEqual([]);
  });

  test('no secret of an error gets out, thrown, reported, wrapped or thrown as something else', () => {
    quietly(() => withRun({ workflow: 'a' }, () => withStep('step', () => { throw canaries.error('a thrown error'); }))); // prettier-ignore
    quietly(() => withRun({ workflow: 'b' }, () => { throw canaries.text('a thrown text'); })); // prettier-ignore
    quietly(() => withRun({ workflow: 'c' }, (run) => run.fail(canaries.error('a reported failure'))));
    quietly(() => withRun({ workflow: 'd' }, () => { throw { message: canaries.text('an object with a message') }; })); // prettier-ignore
    quietly(() =>
      withRun({ workflow: 'e' }, () => {
        throw new Error('outer', {
          cause: new Error('inner', { cause: canaries.error('a cause of a cause') }),
        });
      }),
    );
    expectNoneSeen(canaries);
  });

  test('no secret of a cancellation, a time-out or a hand-off gets out', async () => {
    quietly(() =>
      withRun({ workflow: 'a' }, (run) => {
        run.cancel({ reason: canaries.text('the reason of a cancellation') });
        withStep('step', () => run.signal.throwIfAborted());
      }),
    );
    quietly(() =>
      withRun({ workflow: 'b', signal: AbortSignal.abort(canaries.error('the reason of a signal')) }, (run) =>
        run.signal.throwIfAborted(),
      ),
    );
    await withRun({ workflow: 'c', timeoutMs: 1 }, async (run) => {
      await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
      throw new Error(canaries.text('an error after a time-out'), { cause: run.signal.reason });
    }).catch(() => undefined);
    withRun({ workflow: 'd' }, (run) =>
      run.handOff({ target: canaries.text('the target of a hand-off'), reason: canaries.text('its reason') }),
    );
    expectNoneSeen(canaries);
  });

  test('no secret of what is asked from outside gets out', async () => {
    const store = kit.connectStore();
    await withRun({ workflow: 'orders' }, async (run) => {
      const note = canaries.text('the note of a decision');
      store.request(run.id, { kind: 'gate', gate: 'approve', outcome: 'approved', note });
      await run.gate('approve');
      store.request(run.id, { kind: 'cancel', reason: canaries.text('the reason of a cancellation') });
    });
    expectNoneSeen(canaries);
  });

  test('no secret of a queue gets out, also not in the ticket', () => {
    const options = {
      workflow: 'orders',
      tags: [canaries.text('a tag')],
      inputs: canaries.payload('inputs'),
      password: canaries.plain('what is no option'),
    };
    const ticket = queueRun(options);
    dispatchRefused('orders', { reason: canaries.text('a refusal'), target: canaries.text('its target') });
    enqueueFailed(ticket, canaries.error('a failed enqueue'));
    expect(canaries.seenIn(JSON.stringify(ticket))).toEqual([]);
    expectNoneSeen(canaries);
  });
});

test('the policy of a tenant holds for all of that tenant’s runs, and for nobody else’s', () => {
  kit.configure({
    redaction: { patterns: [/ACC-\d+/] },
    tenantRedaction: { acme: { rules: [{ path: '**.name', action: 'hash' }], personalData: false } },
    hashKey: 'key',
  });
  const inputs = { name: 'Carol', mail: 'carol@example.com', account: 'ACC-7' };
  for (const tenant of ['acme', 'other', 'constructor', undefined])
    withRun({ workflow: 'orders', tenant, inputs }, () => undefined);
  const [acme, ...others] = kit.telemetry.eventsNamed('workflow.run.running').map((event) => event.inputs);
  expect(acme).toMatchObject({ mail: 'carol@example.com', account: 'ACC-7' });
  expect(acme).toHaveProperty('name', expect.stringMatching(/^hmac-sha256:[0-9a-f]{32}$/));
  expect(others).toEqual(new Array(3).fill({ name: 'Carol', mail: '[redacted]', account: '[redacted]' }));
});

test('hashes of one value are equal under one key, and different under another', () => {
  const hashUnder = (hashKey: string): unknown => {
    kit.configure({ redaction: { rules: [{ path: '**.name', action: 'hash' }] }, hashKey });
    withRun({ workflow: 'orders', inputs: { name: 'Carol' } }, () => undefined);
    return kit.telemetry.eventsNamed('workflow.run.running').at(-1)?.inputs;
  };
  expect(hashUnder('a')).toEqual(hashUnder('a'));
  expect(hashUnder('a')).not.toEqual(hashUnder('b'));
});

test('a policy that can’t be understood lets nothing through and stops nobody', () => {
  kit.configure({ redaction: { rules: 7 as never } });
  const value = withRun({ workflow: 'orders', inputs: { name: 'Carol' } }, (run) => {
    run.annotate('Carol');
    return 7;
  });
  expect(value).toBe(7);
  expect(kit.telemetry.everything).not.toContain('Carol');
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});
