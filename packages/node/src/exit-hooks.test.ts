import { TestChild } from '@runlight/testing';
import { expect, test } from 'vitest';

const EXIT_HOOKS = new URL('exit-hooks.ts', import.meta.url).href;
const SIGNAL_EXIT = import.meta.resolve('signal-exit');

/** Flushes once, in a moment; says so. */
const SETUP = `
  import { setTimeout as pass } from 'node:timers/promises';
  import { flushAtExit } from '${EXIT_HOOKS}';
  let hasNews = true;
  const remove = flushAtExit({
    flush: async () => {
      hasNews = false;
      await pass(1);
      console.log('flushed');
    },
    hasNews: () => hasNews,
  });
`;
const LIVE = `setInterval(() => {}, 1000); console.log('ready');`;

test('flushes when there is nothing left to do, and the exit code is the usual one', async () => {
  const exit = await new TestChild(`${SETUP} process.exitCode = 3;`).exited;
  expect(exit).toMatchObject({ code: 3, stdout: 'flushed\n', stderr: '' });
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s: flushes, then dies of the signal', async (signal) => {
  const child = new TestChild(SETUP + LIVE);
  await child.said('ready');
  child.kill(signal);
  expect(await child.exited).toMatchObject({ code: null, signal, stdout: 'ready\nflushed\n' });
});

test.each(['on', 'once', 'prependListener'])(
  'a signal handler of the application (%s) keeps the say',
  async (method) => {
    const handler = `process.${method}('SIGTERM', async () => { await pass(20); console.log('mine'); process.exit(7); });`;
    const child = new TestChild(SETUP + handler + LIVE);
    await child.said('ready');
    child.kill('SIGTERM');
    expect(await child.exited).toMatchObject({ code: 7, stdout: 'ready\nflushed\nmine\n' });
  },
);

test('an application that was there first with a handler for one time keeps the say too', async () => {
  const handler = `process.once('SIGTERM', async () => { await pass(20); console.log('mine'); process.exit(7); });`;
  const child = new TestChild(`${SETUP.replace('const remove', `${handler}; const remove`)} ${LIVE}`);
  await child.said('ready');
  child.kill('SIGTERM');
  expect(await child.exited).toMatchObject({ code: 7, stdout: 'ready\nflushed\nmine\n' });
});

test('libraries that only clean up on a signal do, and do not keep the process alive', async () => {
  const library = `const { onExit } = await import('${SIGNAL_EXIT}'); onExit(() => console.log('cleaned up'));`;
  const child = new TestChild(SETUP + library + LIVE);
  await child.said('ready');
  child.kill('SIGINT');
  expect(await child.exited).toMatchObject({ signal: 'SIGINT', stdout: 'ready\nflushed\ncleaned up\n' });
});

test('a second signal does not wait for the flush of the first', async () => {
  const stuck = SETUP.replace('await pass(1)', "console.log('flushing'); await new Promise(() => {})");
  const child = new TestChild(stuck + LIVE);
  await child.said('ready');
  child.kill('SIGINT');
  await child.said('flushing');
  child.kill('SIGINT');
  expect(await child.exited).toMatchObject({ signal: 'SIGINT', stdout: 'ready\nflushing\n' });
});

test('an uncaught exception ends the process as ever', async () => {
  const exit = await new TestChild(`${SETUP} setImmediate(() => { throw new Error('boom'); });`).exited;
  expect(exit).toMatchObject({ code: 1, stdout: '' });
  expect(exit.stderr).toContain('Error: boom');
});

test('once removed, nothing of it is left', async () => {
  const exit = await new TestChild(`${SETUP} remove(); console.log(process.listenerCount('SIGTERM'));`)
    .exited;
  expect(exit).toMatchObject({ code: 0, stdout: '0\n' });
});
