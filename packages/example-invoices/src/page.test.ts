import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { invoicesFolder } from './testing/expected-invoices.ts';
import { startMain } from './testing/run-main.ts';

const List = z.object({ runs: z.array(z.object({ id: z.string(), state: z.string(), why: z.string() })) });
const Rerun = z.object({ run_id: z.string() });

test('the runs are on the page while they wait, are decided and repeated there, and stay until Ctrl-C', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const invoice = 'peppol_BIS3_2026-00931.xml';
  for (const file of [invoice, 'RG104882.TXT'])
    await copyFile(join(invoicesFolder, file), join(folder, file));
  const example = startMain(['--page', '--folder', folder, '--runs', join(folder, 'runs')], folder);
  onTestFinished(() => void example.child.kill('SIGKILL'));
  const [, url = ''] = await example.printed(/The runs appear on (\S+)/);
  const runs = async (state: string) =>
    List.parse(await (await fetch(`${url}/api/v1/runs?state=${state}`)).json()).runs;
  const act = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/runs/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(202);
    return response.json();
  };

  const [waiting] = await vi.waitUntil(
    async () => (await runs('waiting')).length > 0 && runs('waiting'),
    30_000,
  );
  expect(waiting?.why).toContain('64,045.30 EUR is over 10,000.00 EUR');
  await act(`${waiting?.id}/gates/approve`, { outcome: 'approved' });
  await example.printed(/The runs stay on the page, .* until Ctrl-C/);
  await vi.waitFor(async () => expect(await runs('succeeded')).toHaveLength(2), 30_000);

  const { run_id } = Rerun.parse(await act(`${waiting?.id}/rerun`, { inputs: { file: 'RG104882.TXT' } }));
  await vi.waitFor(
    async () => expect((await runs('succeeded')).map(({ id }) => id)).toContain(run_id),
    30_000,
  );

  example.child.kill('SIGINT');
  expect(await example.result).toMatchObject({ exitCode: 0, stderr: '' });
});
