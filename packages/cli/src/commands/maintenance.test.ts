import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { traceIdFromRunId } from '@runlight/contract';
import { OtlpReceiver } from '@runlight/testing';
import { CliProcess, runCli, RunMaker } from '@runlight/testing/cli';
import { afterEach, beforeEach, expect, test } from 'vitest';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'runlight-maintenance-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

async function makeRuns(): Promise<{ failed: string; succeeded: string }> {
  await using maker = new RunMaker(join(cwd, 'runs'));
  return { failed: await maker.failed(), succeeded: maker.succeeded() };
}

/** A run whose process was killed in the middle of it. */
async function killedRun(): Promise<string> {
  const running = CliProcess.start(['exec', '--', 'sh', '-c', 'echo $$; exec sleep 60'], {
    cwd,
    env: { TMPDIR: cwd }, // what a killed process leaves behind
  });
  await running.prints('\n');
  running.process.kill('SIGKILL');
  const { stdout } = await running.ended.catch(() => ({ stdout: '' }));
  const [id = ''] = readdirSync(join(cwd, 'runs'));
  process.kill(Number(stdout)); // the command itself lives on
  return id;
}

test('recover ends a killed run once, as lost; until then every view says that its process is gone', async () => {
  const id = await killedRun();
  for (const view of ['list', 'show latest', 'status latest']) {
    const { stdout } = await runCli(view.split(' '), { cwd });
    expect(stdout).toMatch(/Its process \(pid \d+ on .*\) is gone\. To end the run: runlight recover/);
  }
  const foreseen = await runCli(['recover', '--dry-run'], { cwd });
  expect(foreseen.stdout).toMatch(
    new RegExp(`^\\? lost {2}${id} {2}Its process .* is gone\nWould end 1 run\\.`),
  );
  const recovered = await runCli(['recover', '--json'], { cwd });
  expect(JSON.parse(recovered.stdout)).toMatchObject([{ run_id: id, outcome: 'lost', delivery: null }]);
  const again = await runCli(['recover'], { cwd });
  expect(again).toMatchObject({
    code: 0,
    stdout: 'Every run is over or has a process that lives: nothing to recover.\n',
  });
  const status = await runCli(['status', id], { cwd });
  expect(status.code).toBe(1);
  expect(status.stdout).toMatch(/^\? lost/);
});

test('replay sends all spans and events once, goes on after the backend was away, and says what it did', async () => {
  const { failed, succeeded } = await makeRuns();
  const receiver = await OtlpReceiver.start();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  await receiver.goAway();
  const away = await runCli(['replay'], { cwd, env });
  expect(away.code).toBe(1);
  expect(away.stdout).toMatch(
    /The backend did not take the rest: .*Replay again later; it goes on from here/,
  );
  await receiver.comeBack();
  const sent = await runCli(['replay'], { cwd, env });
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  expect(sent.stdout).toMatch(/^Sent \d+ events and \d+ spans of 2 runs\.\n$/);
  const roots = receiver.spans.filter(
    ({ parentSpanId }) => parentSpanId === undefined || parentSpanId === '',
  );
  expect(new Set(roots.map(({ traceId }) => traceId))).toEqual(
    new Set([failed, succeeded].map(traceIdFromRunId)),
  );
  const count = receiver.spans.length + receiver.logRecords.length;
  const again = await runCli(['replay', 'latest'], { cwd, env });
  expect(again.stdout).toMatch(/^There was nothing to send\.\n\d+ records had been acknowledged before\.\n$/);
  expect(receiver.spans.length + receiver.logRecords.length).toBe(count);
  await receiver.goAway();
});

test('replay explains that no backend is configured', async () => {
  await makeRuns();
  expect(await runCli(['replay'], { cwd })).toEqual({
    code: 64,
    stdout: '',
    stderr:
      'runlight: No telemetry backend is configured. Set OTEL_EXPORTER_OTLP_ENDPOINT, for example to http://localhost:4318\n',
  });
});

test('validate passes our own runs and names file, line and rule of a broken one', async () => {
  const { failed } = await makeRuns();
  const good = await runCli(['validate', `runs/${failed}`], { cwd });
  expect(good).toEqual({ code: 0, stdout: `✓ ./runs/${failed} is a valid run directory.\n`, stderr: '' });
  cpSync(join(cwd, 'runs', failed), join(cwd, 'broken'), { recursive: true });
  appendFileSync(join(cwd, 'broken', 'events.ndjson'), '{"torn\n');
  const bad = await runCli(['validate', 'broken'], { cwd });
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/^events\.ndjson:\d+ {2}No JSON object: .* {2}json$/m);
  const json = await runCli(['validate', 'broken', '--json'], { cwd });
  expect(JSON.parse(json.stdout)).toContainEqual(
    expect.objectContaining({ file: 'events.ndjson', rule: 'json', line: expect.any(Number) as number }),
  );
});

test('validate says of an empty directory what is missing', async () => {
  mkdirSync(join(cwd, 'empty'));
  const { stdout, code } = await runCli(['validate', 'empty'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toMatch(/There is no metadata\.json/);
});

test('prune tells, asks for agreement, and then removes what ended long enough ago', async () => {
  await makeRuns();
  const young = await runCli(['prune', '--older-than', '1d', '--yes'], { cwd });
  expect(young).toMatchObject({ code: 0, stdout: 'Removed 0 runs from ./runs.\n' });
  const dry = await runCli(['prune', '--older-than', '0s', '--dry-run'], { cwd });
  expect(dry.stdout).toMatch(/Would remove 2 runs from \.\/runs\.\n$/);
  const unasked = await runCli(['prune', '--older-than', '0s'], { cwd });
  expect(unasked).toMatchObject({ code: 1, stdout: '' });
  expect(unasked.stderr).toBe(
    'runlight: 2 runs would be removed from ./runs. Say so with --yes, or look with --dry-run\n',
  );
  expect(readdirSync(join(cwd, 'runs'))).toHaveLength(2);
  const agreed = await runCli(['prune', '--older-than', '0s', '--yes'], { cwd });
  expect(agreed).toMatchObject({ code: 0, stdout: 'Removed 2 runs from ./runs.\n' });
  expect(readdirSync(join(cwd, 'runs'))).toEqual([]);
});
