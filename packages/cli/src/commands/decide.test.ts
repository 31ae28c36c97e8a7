import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli, RunMaker } from '@runlight/testing/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-decide-'));
let maker: RunMaker;

beforeAll(() => {
  maker = new RunMaker(join(cwd, 'runs'));
});

afterAll(async () => {
  await maker[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true });
});

test('approves the only gate that is open, as the user who is logged in', async () => {
  const { id, result } = await maker.waiting();
  const { stdout, stderr, code } = await runCli(['approve', id, '--note', 'checked by phone'], { cwd });
  expect({ stdout, stderr, code }).toEqual({
    stdout: `Approved release_funds of ${id} as ops.\n`,
    stderr: '',
    code: 0,
  });
  expect(await result).toEqual([
    { approved: true, outcome: 'approved', actor: 'ops', note: 'checked by phone' },
  ]);
  const shown = await runCli(['show', id], { cwd });
  expect(shown.stdout).toMatch(/^GATES {4}release_funds approved by ops after .*: checked by phone$/m);
});

test('rejects a gate by its name, as somebody else, and tells it as JSON', async () => {
  const { id, result } = await maker.waiting('payout', ['first', 'second']);
  const unnamed = await runCli(['reject', id], { cwd });
  expect(unnamed.code).toBe(1);
  expect(unnamed.stderr).toMatch(
    /2 gates are open in run_\w+: \w+, \w+\. Name one: runlight reject run_\w+ GATE/,
  );
  const wrong = await runCli(['reject', id, 'third'], { cwd });
  expect(wrong.stderr).toMatch(/No gate "third" is open in run_\w+\. Open: \w+, \w+\./);
  const { stdout } = await runCli(['reject', id, 'second', '--actor', 'rule:limit', '--json'], { cwd });
  expect(JSON.parse(stdout)).toEqual({
    run_id: id,
    gate: 'second',
    outcome: 'rejected',
    actor: 'rule:limit',
    note: null,
  });
  await runCli(['approve', id, 'first'], { cwd });
  expect(await result).toMatchObject([{ outcome: 'approved' }, { outcome: 'rejected', actor: 'rule:limit' }]);
});

test('refuses when nothing waits for a decision', async () => {
  const id = maker.succeeded();
  const { stderr, code } = await runCli(['approve', id], { cwd });
  expect(code).toBe(1);
  expect(stderr).toBe(`runlight: Nothing in ${id} waits for a decision; it has ended: succeeded.\n`);
});

test('cancels a run, which then tells who wanted it and why', async () => {
  const { id, result } = await maker.running();
  const { stdout } = await runCli(['cancel', id, '--reason', 'wrong input'], { cwd });
  expect(stdout).toBe(`Asked ${id} to end, as ops.\n`);
  await result;
  const shown = await runCli(['show', id], { cwd });
  expect(shown.stdout).toMatch(/^⊘ cancelled/);
  expect(shown.stdout).toMatch(/^WHY {6}Cancelled after .* by ops: wrong input$/m);
  const again = await runCli(['cancel', id], { cwd });
  expect({ code: again.code, stderr: again.stderr }).toEqual({
    code: 1,
    stderr: `runlight: ${id} has ended already: cancelled.\n`,
  });
});

test('notes and tags stay with a run that has ended', async () => {
  const id = maker.succeeded();
  expect((await runCli(['annotate', id, 'booked by hand'], { cwd })).stdout).toBe(`Noted in ${id} as ops.\n`);
  expect((await runCli(['tag', id, '+reviewed', '+urgent'], { cwd })).stdout).toBe(
    `${id} has #reviewed #urgent.\n`,
  );
  const { stdout } = await runCli(['tag', '--json', id, '-urgent'], { cwd });
  expect(JSON.parse(stdout)).toEqual({ run_id: id, tags: ['reviewed'] });
  const shown = await runCli(['show', id], { cwd });
  expect(shown.stdout).toMatch(/^✓ succeeded {2}nightly {2}#reviewed\n/);
  expect(shown.stdout).toMatch(/^NOTES {4}ops: booked by hand$/m);
  const listed = await runCli(['list', '--tag', 'reviewed'], { cwd });
  expect(listed.stdout).toContain(id);
});

test('what people write is redacted before it is kept', async () => {
  const secret = 'sk-live-4f9a8b7c6d5e4f3a2b1c';
  const ended = maker.succeeded();
  await runCli(['annotate', ended, `the key is ${secret}`], { cwd });
  await runCli(['tag', ended, `+${secret}`], { cwd });
  const shown = await runCli(['show', '--json', ended], { cwd });
  expect(shown.stdout).toContain('the key is [redacted]');
  expect(shown.stdout).not.toContain(secret);
});

test('explains a change of tags that is none, and an empty note', async () => {
  const id = maker.succeeded();
  const tagged = await runCli(['tag', id, 'reviewed'], { cwd });
  expect(tagged).toMatchObject({
    code: 64,
    stderr: 'runlight: Write +reviewed to add the tag or -reviewed to take it away.\n',
  });
  const noted = await runCli(['annotate', id, ' '], { cwd });
  expect(noted).toMatchObject({ code: 64, stderr: 'runlight: The note is empty.\n' });
});
