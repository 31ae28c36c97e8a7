import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { describe, expect, test } from 'vitest';

import { redactorFor } from './configuration.ts';
import { classifyError, describeError } from './error-info.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

const errorWith = (properties: object, message = 'broken'): Error =>
  Object.assign(new Error(message), properties);

describe('the category of an error', () => {
  test.each([
    ['a reset connection', errorWith({ code: 'ECONNRESET' }), 'transient'],
    ['a time-out by its name', new DOMException('too late', 'TimeoutError'), 'transient'],
    ['a locked database', errorWith({ code: 'SQLITE_BUSY' }), 'transient'],
    ['a limited rate', errorWith({ status: 429 }), 'transient'],
    ['an unavailable service', errorWith({ statusCode: 503 }), 'transient'],
    ['a schema that does not match', errorWith({ name: 'ZodError' }), 'validation_failed'],
    ['text that is no JSON', new SyntaxError('Unexpected token'), 'validation_failed'],
    [
      'a class that is called what it is',
      new (class ValidationError extends Error {})('no'),
      'validation_failed',
    ],
    ['an unknown host', errorWith({ code: 'ENOTFOUND' }), 'external_api'],
    ['a server’s error in a response', errorWith({ response: { status: 500 } }), 'external_api'],
    ['a missing page', errorWith({ name: 'HTTPError', status: 404 }), 'external_api'],
    ['a denied file', errorWith({ code: 'EACCES' }), 'policy_denied'],
    ['a missing login', errorWith({ status: 401 }), 'policy_denied'],
    ['a mistake in the code', new TypeError('x is not a function'), 'bug'],
    ['an error that nobody knows', new Error('broken'), 'bug'],
    ['a text', 'broken', 'bug'],
    ['nothing', undefined, 'bug'],
    [
      'an error that says it itself',
      errorWith({ category: 'policy_denied', code: 'ECONNRESET' }),
      'policy_denied',
    ],
    [
      'an error that says nonsense of itself',
      errorWith({ category: 'unlucky', code: 'EPERM' }),
      'policy_denied',
    ],
    ['a code that comes before a status', errorWith({ code: 'ETIMEDOUT', status: 401 }), 'transient'],
    ['a status that is no error', errorWith({ status: 200, name: 'FetchError' }), 'external_api'],
    [
      'fetch’s way to say it',
      new TypeError('fetch failed', { cause: errorWith({ code: 'ECONNREFUSED' }) }),
      'transient',
    ],
    [
      'a cause of a cause',
      new Error('a', { cause: new Error('b', { cause: errorWith({ status: 403 }) }) }),
      'policy_denied',
    ],
  ])('%s', (_, error, category) => {
    expect(classifyError(error)).toBe(category);
  });

  test('the hook comes first, and may leave it to the table', () => {
    kit.configure({
      classifyError: (error) => (error instanceof RangeError ? 'validation_failed' : undefined),
    });
    expect(classifyError(new RangeError('too large'))).toBe('validation_failed');
    expect(classifyError(new TypeError('broken'))).toBe('bug');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    ['answers nonsense', () => 'unlucky' as never],
  ])('a hook that %s has no opinion', (_, hook) => {
    // prettier-ignore
    kit.configure({ classifyError: hook });
    expect(classifyError(errorWith({ code: 'EPIPE' }))).toBe('transient');
  });

  test('it stands on the step, the run and the roll-up', () => {
    expect(() =>
      withRun({ workflow: 'orders' }, () =>
        withStep('fetch', () => {
          throw errorWith({ code: 'ECONNRESET' });
        }),
      ),
    ).toThrow('broken');
    expect(kit.telemetry.event('workflow.step.failed').error.category).toBe('transient');
    expect(kit.telemetry.event('workflow.run.completed').error_category).toBe('transient');
  });
});

const described = (error: unknown) => describeError(error, redactorFor(undefined));

describe('the description of an error', () => {
  test.each([
    ['its name', new RangeError('x'), 'RangeError'],
    ['its code', errorWith({ code: 'ENOENT' }), 'ENOENT'],
    [
      'its class, where it kept the name of all',
      new (class LedgerError extends Error {})('x'),
      'LedgerError',
    ],
    ['its name, where the code is a number', new DOMException('stopped', 'AbortError'), 'AbortError'],
    ['the type of what is no error', 'x', 'string'],
    ['null', null, 'null'],
    ['the class of an object that is no error', new (class Failure {})(), 'Failure'],
    ['the kind of an object without one', Object.create(null), 'object'],
  ])('takes its type from %s', (_, error, type) => {
    expect(described(error).type).toBe(type);
  });

  test('carries message, code and stack', () => {
    const info = described(errorWith({ code: 7 }, 'no more paper'));
    expect(info).toMatchObject({ message: 'no more paper', code: '7' });
    expect(info.stack).toContain('error-info.test.ts');
  });

  test('says what the causes say, each once', () => {
    const root = new Error('connection reset');
    const middle = new Error('fetch failed: connection reset', { cause: root });
    expect(described(new Error('no rates', { cause: middle })).message).toBe(
      'no rates: fetch failed: connection reset',
    );
  });

  test('ends with a cause that is its own cause', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(described(error).message).toBe('a: b');
  });

  test('takes the message of an object that is thrown like an error', () => {
    expect(described({ message: 'quota exceeded', code: 'quota' })).toMatchObject({
      type: 'quota',
      message: 'quota exceeded',
    });
  });

  test.each([
    ['a text', 'plain text', 'plain text'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('why'), 'Symbol(why)'],
    ['a bigint', 10n, '10'],
    ['an object', {}, '[object Object]'],
    ['a function', () => 'its source is nobody’s business', '[function]'],
  ])('says something of %s', (_, error, message) => {
    const info = described(error);
    expect(info.message).toBe(message);
    expect(info).not.toHaveProperty('stack');
  });

  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  test.each([
    ['a proxy that was revoked', revoked.proxy],
    ['getters that throw', new Proxy(new Error('x'), { get: () => { throw new Error('getter'); } })], // prettier-ignore
    ['a message that is no text', errorWith({ message: { deep: 1 } })],
    ['a name that throws when it is read as text', errorWith({ name: { toString: () => { throw new Error('no'); } } })], // prettier-ignore
    ['a code that is no code', errorWith({ code: { toString: () => { throw new Error('no'); } } })], // prettier-ignore
    ['a stack that is no text', errorWith({ stack: 7 })],
    ['no stack', errorWith({ stack: undefined })],
  ])('is there for %s', (_, error) => {
    const info = described(error);
    expect(info.type).not.toBe('');
    expect(typeof info.message).toBe('string');
    expect(info.category).toBe('bug');
  });

  test('is short, whatever the error says', () => {
    const huge = errorWith(
      { code: 'C'.repeat(10_000), stack: 's'.repeat(1_000_000) },
      'm'.repeat(10_000_000),
    );
    huge.cause = new Error('c'.repeat(10_000_000));
    const info = described(huge);
    expect(info.type.length).toBe(128);
    expect(info.message.length).toBe(2048);
    expect(info.stack?.length).toBe(8192);
    expect(info.code?.length).toBe(128);
  });
});
