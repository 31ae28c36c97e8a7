import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { traceIdFromRunId } from '@runlight/contract';
import { RunSchema, StepSchema } from '@runlight/contract/schemas';
import { type CliResult, runCli, RunMaker } from '@runlight/testing/cli';
import { runsIn, SampleRun } from '@runlight/testing/runs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-show-'));
const root = join(cwd, 'runs');
let failedId: string;

beforeAll(async () => {
  await using maker = new RunMaker(root);
  failedId = await maker.failed();
});

afterAll(() => rmSync(cwd, { recursive: true }));

const show = async (...args: string[]): Promise<CliResult> => await runCli(['show', ...args], { cwd });

test('tells what happened and why: header, waterfall, error, route, files and trace', async () => {
  const { stdout, stderr, code } = await show('latest');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout).toMatch(/^✕ failed {2}invoice_extraction 1\.8\.3 · prod · acme {2}#invoice #eu\n/);
  expect(stdout).toMatch(/^run_\w{26} · .* · took .* · 2 retries$/m);
  expect(stdout).toMatch(
    /^WHY {6}Step charge_card failed after 3 attempts: PaymentError: 402 card_declined$/m,
  );
  expect(stdout).toMatch(/^✓ read .*\d(ms|s)$/m);
  expect(stdout).toMatch(/^✕ charge_card ×3 .*✕.* 402 card_declined$/m);
  expect(stdout).toMatch(
    /^ERROR {4}PaymentError \(external_api\) in charge_card, attempt 3\n {9}402 card_declined\n {9}at /m,
  );
  expect(stdout).toMatch(/^ROUTE {4}→ charge_card \(success\)$/m);
  expect(stdout).toMatch(/^INPUTS {3}\{"file":"invoice_98421\.pdf"\}$/m);
  expect(stdout).toMatch(
    new RegExp(
      `^FILES {4}\\./runs/${failedId} \\(1 artifact\\)\n {9}artifacts/read/invoice\\.txt source, 13 B$`,
      'm',
    ),
  );
  expect(stdout).toContain(`TRACE    ${traceIdFromRunId(failedId)}`);
});

test('of a run that was found lost and lives it tells what it does, and no error', async () => {
  const lively = join(cwd, 'lively');
  const { source } = runsIn(lively, onTestFinished);
  const run = new SampleRun().start();
  run.end('lost', run.script.process('watcher')).script.pass(10);
  source.emit(...run.step('read').take());
  const { stdout } = await show('latest', '--runs', lively);
  expect(stdout).toMatch(/^. running {2}invoice /);
  expect(stdout).toMatch(/^WHY {6}Running since .*; no step runs, the last one was read$/m);
  expect(stdout).not.toMatch(/lost|CAUGHT|ERROR/);
});

test.each([80, 140])('fits into %d columns', async (columns) => {
  const { stdout } = await runCli(['show', 'latest'], { cwd, env: { COLUMNS: String(columns) } });
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
});

test('as JSON gives the run and its steps in the run management data model', async () => {
  const { stdout } = await show('latest', '--json');
  const { run, steps, why } = JSON.parse(stdout) as { run: unknown; steps: unknown[]; why: string };
  expect(RunSchema.parse(run)).toMatchObject({
    id: failedId,
    status: 'failed',
    diagnostics: { error_message: '402 card_declined' },
  });
  expect(steps.map((step) => StepSchema.parse(step).name)).toEqual([
    'read',
    'charge_card',
    'charge_card',
    'charge_card',
  ]);
  expect(why).toContain('402 card_declined');
});

test('passes by a line that was cut off, and says so', async () => {
  const torn = join(cwd, 'torn');
  cpSync(join(root, failedId), torn, { recursive: true });
  appendFileSync(join(torn, 'events.ndjson'), '{"event":"workflow.st');
  const { stdout, code } = await show('./torn');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^NOTE {5}1 line of events\.ndjson cut off, by a crash or a full disk$/m);
  expect(stdout).toContain('402 card_declined');
});

test('shows a run of another producer as far as its files go', async () => {
  const foreign = join(root, 'foreign');
  mkdirSync(foreign);
  const status = {
    run_id: 'foreign',
    workflow_id: 'review',
    started_at: '2026-04-24T12:00:00+02:00',
    updated_at: '2026-04-24T12:05:00+02:00',
    lifecycle_state: 'blocked',
    current_step_id: 'gate\u001B[31m',
    last_completed_step_id: null,
    active_opcode: null,
    active_runner_family: null,
    worktree_path: null,
    last_route_target: null,
    termination: null,
    blocking_reason: 'needs\u001B[2J a reviewer',
  };
  writeFileSync(join(foreign, 'status.json'), JSON.stringify(status));
  writeFileSync(
    join(foreign, 'events.ndjson'),
    '{"timestamp":"2026-04-24T12:00:00Z","run_id":"foreign","step_id":"a","event_type":"step_started"}\n',
  );
  const { stdout, code } = await show('foreign');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^⬒ blocked {2}review\n/);
  expect(stdout).toMatch(/^WHY {6}needs a reviewer$/m);
  expect(stdout).toContain('written by another producer');
  expect(stdout).not.toContain('\u001B');
});

test('says what to do about a directory that tells of no run', async () => {
  mkdirSync(join(root, 'hollow'));
  writeFileSync(join(root, 'hollow', 'events.ndjson'), '');
  writeFileSync(join(root, 'hollow', 'status.json'), '{"run_id": "ho');
  const { stderr, stdout, code } = await show('hollow');
  expect({ stdout, code }).toEqual({ stdout: '', code: 66 });
  expect(stderr).toBe(
    'runlight: Nothing in ./runs/hollow tells of a run. See why: runlight validate ./runs/hollow\n',
  );
});

test('shows the stack of an error only when asked to', async () => {
  const { stderr } = await show('hollow', '--debug');
  expect(stderr).toMatch(/^runlight: Nothing in .*\nCliError: .*\n {4}at /);
});

test('a run directory with a link in a file’s place is refused, not followed', async () => {
  const linked = join(root, 'linked');
  mkdirSync(linked);
  writeFileSync(join(cwd, 'secret'), readFileSync(join(root, failedId, 'status.json')));
  symlinkSync(join(cwd, 'secret'), join(linked, 'status.json'));
  const { stderr, stdout, code } = await show('linked');
  expect({ stdout, code }).toEqual({ stdout: '', code: 66 });
  expect(stderr).toMatch(/^runlight: Not a plain file: .*linked\/status\.json/);
});
