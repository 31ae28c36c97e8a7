import { withRun, withStep } from '@runlight/sdk';

/** What the user's function makes: the very object must come back. */
export const RESULT = { total: 12.5 };

/** Runs a little of everything; `meanwhile` is called in the middle of it, inside of a step. */
export async function busyRun(id: string, meanwhile: () => unknown = () => undefined): Promise<unknown> {
  return await withRun({ workflow: 'busy', id, inputs: { file: 'a.xml' } }, async (run) => {
    await withStep({ name: 'read', type: 'io' }, async (step) => {
      step.artifact('source', 'content '.repeat(1000));
    });
    await withStep('work', async (step) => {
      step.retrying(new Error('once more'));
      await meanwhile();
      step.io({ output: { done: true } });
    });
    await run.wait('a moment', async () => undefined);
    await run.gate('approve', { decide: () => ({ outcome: 'approved', actor: 'rule' }) });
    await withStep({ name: 'write', key: 'b' }, async (step) => {
      step.artifact('source', new Uint8Array(1000), { name: 'b.bin' });
    });
    run.annotate('done');
    run.outputs({ total: RESULT.total });
    return RESULT;
  });
}
