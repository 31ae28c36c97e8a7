import { openPage, startPageServer } from '@runlight/testing/browser';
import { SampleRun, SAMPLE_RUN_ID, versionRuns } from '@runlight/testing/runs';
import { MovableClock } from '@runlight/testing/server';
import { expect, test } from 'vitest';

const DAY_MS = 86_400_000;

test('retention says how many runs it would delete, is saved, and then deletes them but the pinned one', async () => {
  const clock = new MovableClock();
  const server = await startPageServer({ now: clock.now });
  const runs = { version: '1', step: 'send', durationMs: 10, succeeded: 3, failed: 0 };
  await server.take(versionRuns({ ...runs, startsAt: clock.now() - 10_000 }));
  await server.request('/api/v1/runs/run_invoice-1-0/pin', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"pinned":true}',
  });
  clock.pass(3 * DAY_MS);
  const page = await openPage(server, { path: '/settings/retention' });
  await page.getByText('Would delete nothing now').waitFor();

  const lists = page.getByRole('textbox', { name: 'Runs in lists and figures' });
  await page.getByRole('textbox', { name: 'What is told of runs' }).fill('1');
  await page.getByText('Would delete what is told of 2 runs. 1 run pinned.').waitFor();
  await lists.fill('2');
  await page.getByText('Would delete 2 runs and what is told of 2 runs. 1 run pinned.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved/).waitFor();
  await page.reload();
  expect(await lists.inputValue()).toBe('2 days');

  // It deletes when it starts, and once an hour.
  await startPageServer({ database: server.database, now: clock.now });
  await page.goto('/runs');
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.locator('[data-run]').first().waitFor();
        return page.locator('[role=row][data-run]').count();
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  await page.locator('[role=row][data-run="run_invoice-1-0"]').waitFor();
});

test('a redaction rule is tried on a sample, saved, there after a reload, and redacts what arrives', async () => {
  const server = await startPageServer();
  const page = await openPage(server, { path: '/settings/redaction' });
  const kept = page.getByTestId('redacted');
  await kept.getByText('1732.55').waitFor();

  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Path of rule 1').fill('**.file');
  await page.getByLabel('What rule 1 does').selectOption('drop');
  await page.getByRole('combobox', { name: 'Patterns' }).fill('/case [0-9]+/gi');
  await page.keyboard.press('Enter');
  await page
    .getByRole('textbox', { name: 'Sample inputs, as JSON' })
    .fill('{"file":"a.xml","note":"see case 4711"}');
  await expect.poll(() => kept.innerText(), { timeout: 15_000 }).toBe('{\n  "note": "see [redacted]"\n}');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved/).waitFor();
  await page.reload();
  expect(await page.getByLabel('Path of rule 1').inputValue()).toBe('**.file');
  expect(await page.getByLabel('What rule 1 does').inputValue()).toBe('drop');

  await server.take(new SampleRun().start().end().take());
  await page.goto(`/runs/${SAMPLE_RUN_ID}?tab=io`);
  await page.getByRole('region', { name: 'Input' }).getByText('"pages": 2').waitFor();
  expect(await page.getByRole('region', { name: 'Input' }).innerText()).not.toContain('a.xml');
});

test('what is saved for a tenant holds for it alone', async () => {
  const server = await startPageServer();
  await server.take(new SampleRun().start().end().take());
  const page = await openPage(server, { path: '/settings/retention' });
  const days = page.getByRole('textbox', { name: 'Inputs and outputs' });

  await page.getByRole('combobox', { name: 'For' }).selectOption('acme');
  await page.waitForURL(/tenant=acme/);
  await days.fill('7');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved/).waitFor();
  await page.reload();
  await expect.poll(() => days.inputValue(), { timeout: 15_000 }).toBe('7 days');
  await page.getByRole('combobox', { name: 'For' }).selectOption('Everybody');
  await expect.poll(() => days.inputValue(), { timeout: 15_000 }).toBe('90 days');
});
