import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';
import { CliProcess, runCli, RunMaker } from '@runlight/testing/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-tail-'));
let maker: RunMaker;
let failedId: string;

beforeAll(async () => {
  maker = new RunMaker(join(cwd, 'runs'));
  failedId = await maker.failed();
});

afterAll(async () => {
  await maker[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true });
});

test('prints events as sentences, each with its time and severity', async () => {
  const { stdout, code } = await runCli(['tail', failedId, '-n', 'all'], { cwd });
  const lines = stdout.trimEnd().split('\n');
  expect(code).toBe(0);
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}INFO {3}Run of invoice_extraction started$/);
  expect(stdout).toMatch(/ERROR {2}Step charge_card failed after .*: 402 card_declined/);
  expect(lines.at(-1)).toMatch(/INFO {3}Run of invoice_extraction ended: failed$/);
});

test('as JSON prints the events, one per line; the last so many', async () => {
  const { stdout } = await runCli(['tail', failedId, '--json', '-n', '2'], { cwd });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): RunEvent => RunEventSchema.parse(JSON.parse(line)));
  expect(events.map(({ event }) => event)).toEqual(['workflow.run.failed', 'workflow.run.completed']);
});

test('follows a run until it ends', async () => {
  const { id, run, result } = await maker.running();
  const tailing = CliProcess.start(['tail', id, '-f'], { cwd });
  await tailing.prints('Step fetch started');
  run.annotate('half way', { actor: 'ops' });
  await tailing.prints('ops noted: half way');
  run.cancel({ reason: 'enough' });
  const { stdout, code } = await tailing.ended;
  expect(code).toBe(0);
  expect(stdout.trimEnd()).toMatch(/Run of crawler ended: cancelled$/);
  await result;
});

test('says that a count must be a number', async () => {
  expect(await runCli(['tail', failedId, '-n', 'some'], { cwd })).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('Write a whole number, or "all".') as string,
  });
});
