import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { EventSource, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { StatusFileSchema } from '@runlight/contract/schemas';
import { describe, expect, onTestFinished, test } from 'vitest';

import {
  annotateRun,
  createRunDirectory,
  findRun,
  listRuns,
  readEvents,
  readRun,
  readStatus,
  readSteps,
  runDirectoryOf,
  tagRun,
} from '../index.ts';

/** Writes runs whole and closes their directory. */
async function written(root: string, ...runs: readonly SampleRun[]): Promise<string> {
  const directories = createRunDirectory({ root });
  const source = new EventSource(directories.processor);
  for (const run of runs) source.emit(...run.take());
  await source.provider.shutdown();
  return runDirectoryOf(root, runs[0]?.script.runId ?? SAMPLE_RUN_ID);
}

const statusJson = (directory: string): string => readFileSync(join(directory, 'status.json'), 'utf8');

describe('the current state of a run', () => {
  test('is status.json itself when nothing is newer', async () => {
    const root = temporaryDirectory(onTestFinished);
    const directory = await written(root, new SampleRun().start().step('read').end());
    truncateSync(join(directory, 'events.ndjson'), 10); // shows that the stream was not read
    expect(readStatus(directory)).toEqual(JSON.parse(statusJson(directory)));
  });

  test('is status.json brought up to date with the lines that are newer', async () => {
    const root = temporaryDirectory(onTestFinished);
    const run = new SampleRun().start();
    run.main.heartbeat(3);
    const directory = await written(root, run);
    const stale = statusJson(directory);
    const later = createRunDirectory({ root });
    const source = new EventSource(later.processor);
    source.emit(...run.step('read').take());
    await source.provider.shutdown();
    expect(statusJson(directory)).toBe(stale); // this process is not the owner
    const status = readStatus(directory);
    expect(status).toMatchObject({
      last_completed_step_id: 'read',
      counts: { steps_completed: 1 },
      progress: { count: 3 },
      process: { pid: process.pid },
    });
    expect(status?.stream_offset).toBe(statSync(join(directory, 'events.ndjson')).size);
    expect(StatusFileSchema.parse(status)).toEqual(status);
  });

  test('is known from the stream alone when status.json is missing or half-written', async () => {
    const root = temporaryDirectory(onTestFinished);
    const directory = await written(root, new SampleRun().start().step('read').end('failed'));
    writeFileSync(join(directory, 'status.json'), statusJson(directory).slice(0, 100));
    expect(readStatus(directory)).toMatchObject({ status: 'failed', process: null });
    rmSync(join(directory, 'status.json'));
    expect(readStatus(directory)).toMatchObject({ status: 'failed', process: null });
  });

  test('includes what was noted and tagged after the end', async () => {
    const root = temporaryDirectory(onTestFinished);
    const directory = await written(root, new SampleRun().start().end());
    annotateRun(directory, { note: 'booked by hand', actor: 'ops' });
    tagRun(directory, { add: ['reviewed', 'urgent'] });
    tagRun(directory, { remove: ['urgent'], actor: 'ops' });
    expect(readStatus(directory)).toMatchObject({ operator_note: 'booked by hand', tags: ['reviewed'] });
    expect(listRuns(root)).toMatchObject([{ tags: ['reviewed'], status: 'succeeded' }]);
    const last = readFileSync(join(directory, 'events.ndjson'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ event: 'workflow.run.completed' });
  });

  test('notes on a run that goes on are part of its stream, and its process takes them up', async () => {
    const root = temporaryDirectory(onTestFinished);
    const run = new SampleRun().start();
    const directories = createRunDirectory({ root });
    const source = new EventSource(directories.processor);
    source.emit(...run.take());
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    annotateRun(directory, { note: 'looking at it' });
    source.emit(...run.end().take());
    await source.provider.shutdown();
    expect(JSON.parse(statusJson(directory))).toMatchObject({
      operator_note: 'looking at it',
      status: 'succeeded',
    });
    expect(readdirSync(directory)).not.toContain('annotations.ndjson');
  });
});

describe('a stream with lines that are not ours', () => {
  const FOREIGN = {
    timestamp: '2026-04-24T14:30:00Z',
    run_id: SAMPLE_RUN_ID,
    step_id: 'implement',
    event_type: 'step_started',
  };

  test('skips and counts torn and foreign lines, and reads all others', async () => {
    const run = new SampleRun().start().step('read');
    const directory = await written(temporaryDirectory(onTestFinished), run);
    const other = { ...run.script.events[0], run_id: 'another', event_id: 'x-0', producer: 'x' };
    const additions = [
      '{"torn":',
      '',
      JSON.stringify(FOREIGN),
      '[1]',
      JSON.stringify(other),
      '{"event":"workflow.new"}',
    ];
    appendFileSync(join(directory, 'events.ndjson'), `${additions.join('\n')}\n{"torn at the end":`);
    expect(readRun(directory)).toMatchObject({
      tornLines: 3,
      foreignLines: 3,
      status: { counts: { events: 3 } },
    });
    expect([...readEvents(directory)]).toEqual(run.script.events);
  });

  test('an event that stands there twice is read once', async () => {
    const run = new SampleRun().start().step('read');
    const directory = await written(temporaryDirectory(onTestFinished), run);
    const path = join(directory, 'events.ndjson');
    appendFileSync(path, readFileSync(path));
    expect([...readEvents(directory)]).toEqual(run.script.events);
    expect(readRun(directory).status.counts).toMatchObject({ events: 3, steps_completed: 1 });
  });
});

describe('directories of another producer of OA04.3 files', () => {
  const STATUS = {
    run_id: '20260424T143022Z',
    workflow_id: 'prompt-dir',
    started_at: '2026-04-24T16:30:22+02:00',
    updated_at: '2026-04-24T14:31:22Z',
    lifecycle_state: 'blocked',
    current_step_id: 'implement',
    last_completed_step_id: null,
    active_opcode: 'RUN_AGENT',
    active_runner_family: 'claude_cli',
    worktree_path: '/repo',
    last_route_target: 'implement',
    termination: null,
    blocking_reason: 'needs a key',
    their_own_field: { a: 1 },
  };
  const METADATA = {
    run_id: '20260424T143022Z',
    workflow_id: 'prompt-dir',
    workflow_version: 3,
    started_at: '2026-04-24T14:30:22Z',
    artifacts_root: '/runs',
    entry_step: 'implement',
  };
  const put = (root: string, files: Readonly<Record<string, unknown>>): string => {
    const directory = join(root, '20260424T143022Z');
    mkdirSync(directory);
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(directory, name), JSON.stringify(content));
    return directory;
  };

  test('are listed with what their status.json says', () => {
    const root = temporaryDirectory(onTestFinished);
    const directory = put(root, {
      'status.json': STATUS,
      'metadata.json': METADATA,
      'events.ndjson': { a: 1 },
    });
    const [status] = listRuns(root);
    expect(StatusFileSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      run_id: '20260424T143022Z',
      status: 'blocked',
      started_at: '2026-04-24T14:30:22.000000Z',
      elapsed_seconds: 60,
      active_runner_family: 'claude_cli',
      why: 'needs a key',
      ended_at: null,
      process: null,
    });
    expect(readRun(directory)).toMatchObject({ state: null, status: { status: 'blocked' } });
  });

  test('without a status.json, as far as their metadata.json goes', () => {
    for (const [ending, expected] of [
      [{}, { status: 'running', outcome: null }],
      [
        { ended_at: '2026-04-24T14:40:22Z', termination: 'completed' },
        { status: 'succeeded', elapsed_seconds: 600 },
      ],
      [
        { ended_at: '2026-04-24T14:40:22Z', termination: 'killed_timeout' },
        { status: 'failed', outcome: 'failed' },
      ],
    ] as const) {
      const root = temporaryDirectory(onTestFinished);
      put(root, { 'metadata.json': { ...METADATA, ...ending } });
      expect(listRuns(root)).toMatchObject([expected]);
    }
  });
});

describe('a directory of runs', () => {
  test('lists the latest first and leaves out what is no run', async () => {
    const root = temporaryDirectory(onTestFinished);
    await written(
      root,
      new SampleRun('a').start(),
      new SampleRun('b').start().end(),
      new SampleRun('c').queue(),
    );
    mkdirSync(join(root, 'empty'));
    mkdirSync(join(root, '.hidden'));
    writeFileSync(join(root, 'file'), '');
    symlinkSync(join(root, 'a'), join(root, 'z-link'));
    mkdirSync(join(root, 'links'));
    symlinkSync(join(root, 'a/status.json'), join(root, 'links/status.json'));
    expect(listRuns(root).map(({ run_id, status }) => [run_id, status])).toEqual([
      ['c', 'queued'],
      ['b', 'succeeded'],
      ['a', 'running'],
    ]);
  });

  test('that does not exist has no runs', () => {
    expect(listRuns('/nonexistent/runs')).toEqual([]);
    expect(() => readRun('/nonexistent/runs/x')).toThrow(expect.objectContaining({ code: 'run_not_found' }));
  });

  test('finds a run by id, by trace id and by how its id begins', async () => {
    const root = temporaryDirectory(onTestFinished);
    const ids = [SAMPLE_RUN_ID, 'run_01JSM0VD2KAAAAAAAAAAAAAAAA', '../x'];
    await written(root, ...ids.map((id) => new SampleRun(id).start()));
    const directory = join(root, SAMPLE_RUN_ID);
    for (const name of [
      SAMPLE_RUN_ID,
      '0196680db4533fee4ea683d23815998d',
      'run_01JSM0VD2K7',
      '01jsm0vd2k7',
    ]) {
      expect(findRun(root, name)).toBe(directory);
    }
    expect(findRun(root, '../x')).toBe(runDirectoryOf(root, '../x'));
    expect(() => findRun(root, 'run_01JSM')).toThrow(expect.objectContaining({ code: 'run_ambiguous' }));
    for (const nothing of ['run_99', '', '..', root]) {
      expect(() => findRun(root, nothing)).toThrow(expect.objectContaining({ code: 'run_not_found' }));
    }
  });
});

test('all steps of a run, each attempt, in the order in which they began', async () => {
  const run = new SampleRun().start().step('read').step('extract').step('extract', { attempt: 2 });
  run.main.step('open').emit({ event: 'workflow.step.started' });
  const directory = await written(temporaryDirectory(onTestFinished), run);
  expect(readSteps(directory).map(({ name, attempt, status }) => [name, attempt, status])).toEqual([
    ['read', 1, 'completed'],
    ['extract', 1, 'completed'],
    ['extract', 2, 'completed'],
    ['open', 1, 'running'],
  ]);
});

test('a long stream is read from its checkpoint, with the same result', async () => {
  const root = temporaryDirectory(onTestFinished);
  const run = new SampleRun().start();
  for (let attempt = 1; attempt <= 6000; attempt += 1) run.step('turn', { attempt });
  await written(root, run);
  run.main.step('open').emit({ event: 'workflow.step.started' });
  const directory = await written(root, run); // appended by a process that writes no checkpoint
  const checkpoint = JSON.parse(readFileSync(join(directory, 'checkpoint.json'), 'utf8')) as {
    offset: number;
  };
  expect(checkpoint.offset).toBeGreaterThan(4 * 1024 * 1024);
  const whole = readRun(directory);
  expect(whole.status.counts).toMatchObject({ steps_completed: 6000, steps_active: 1, events: 12_002 });
  blank(join(directory, 'events.ndjson'), checkpoint.offset); // shows that it was not read
  expect(readRun(directory).state).toEqual(whole.state);
  rmSync(join(directory, 'checkpoint.json'));
  expect(readRun(directory).state?.events).toBeLessThan(12_002);
});

/** Makes one empty line of the first bytes of a file. */
function blank(path: string, length: number): void {
  const content = readFileSync(path);
  content.fill(0x20, 0, length - 1);
  writeFileSync(path, content);
}
