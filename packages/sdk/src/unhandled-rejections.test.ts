import { TestChild } from '@runlight/testing';
import { expect, test } from 'vitest';

/** Runs code in a process that has the SDK registered; gives what Node.js said of rejections that nobody handled. */
async function unhandledIn(code: string): Promise<string[]> {
  const child = new TestChild(`
    const { setTimeout: delay } = await import('node:timers/promises');
    const { RecordedTelemetry } = await import('@runlight/testing/telemetry');
    const { withRun, withStep } = await import('@runlight/sdk');
    new RecordedTelemetry();
    const unhandled = [];
    process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
    const failing = async () => { throw 'broken'; };
    ${code}
    await delay(1);
    console.log(JSON.stringify(unhandled));
  `);
  const { stdout, stderr } = await child.exited;
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[];
}

test('a rejection that the user handles is reported by nobody', async () => {
  const unhandled = await unhandledIn(`
    await withRun({ workflow: 'orders' }, async () => {
      await withStep('caught', failing).catch(() => undefined);
      await Promise.allSettled([withStep('a', failing), withStep('b', failing)]);
      try { await withStep('inner', () => withStep('innermost', failing)); } catch {}
    });
    await withRun({ workflow: 'failing' }, failing).catch(() => undefined);
    for await (const _ of withRun({ workflow: 'stream' }, async function* () { yield 1; })) break;
  `);
  expect(unhandled).toEqual([]);
});

test('a rejection that the user does not handle is reported once', async () => {
  expect(await unhandledIn(`withRun({ workflow: 'orders' }, failing);`)).toEqual(['broken']);
  expect(
    await unhandledIn(
      `await withRun({ workflow: 'orders' }, async () => { withStep('forgotten', failing); });`,
    ),
  ).toEqual(['broken']);
});

test('a gate that nobody waits for rejects nobody', async () => {
  const unhandled = await unhandledIn(`
    withRun({ workflow: 'orders' }, (run) => { run.gate('approve'); });
    await withRun({ workflow: 'timed' }, async (run) => { await run.gate('approve', { timeoutMs: 1 }); });
  `);
  expect(unhandled).toEqual([]);
});
