import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import {
  EventSource,
  SAMPLE_RUN_ID,
  SampleRun,
  temporaryDirectory,
  type ScriptedStep,
} from '@runlight/testing/runs';
import { FinalFileSchema, MetadataFileSchema, StatusFileSchema } from '@runlight/contract/schemas';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { stepDirectory } from './layout.ts';
import {
  createRunDirectory,
  readEvents,
  readRun,
  readSteps,
  runDirectoryOf,
  validateRunDirectory,
} from './index.ts';

/** A runs directory with a real LoggerProvider before it. */
function runsIn(root: string, options: { directoryMode?: number; fileMode?: number } = {}) {
  const runs = createRunDirectory({ root, ...options });
  const source = new EventSource(runs.processor);
  onTestFinished(() => source.provider.shutdown());
  return { ...runs, source, directory: runDirectoryOf(root, SAMPLE_RUN_ID) };
}

function fresh() {
  return runsIn(temporaryDirectory(onTestFinished));
}

const json = (directory: string, file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(directory, file), 'utf8')) as Record<string, unknown>;

const lines = (directory: string): Record<string, unknown>[] =>
  readFileSync(join(directory, 'events.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('while a run goes on', () => {
  test('an event is in the stream when the emitting call returns', () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    source.emit(...run.take());
    expect(lines(directory).map(({ event }) => event)).toEqual(['workflow.run.running']);
    run.step('read');
    source.emit(...run.take());
    expect(lines(directory).map(({ event_type }) => event_type)).toEqual([
      'status_updated',
      'step_started',
      'step_completed',
    ]);
  });

  test('status.json and metadata.json are there from the first event on', () => {
    const { source, directory } = fresh();
    source.emit(...new SampleRun().start().take());
    const status = StatusFileSchema.parse(json(directory, 'status.json'));
    expect(status).toMatchObject({ lifecycle_state: 'running', current_step_id: 'START', tenant_id: 'acme' });
    expect(status.process?.pid).toBe(process.pid);
    expect(status.stream_offset).toBe(statSync(join(directory, 'events.ndjson')).size);
    const metadata = MetadataFileSchema.parse(json(directory, 'metadata.json'));
    expect(metadata).toMatchObject({ workflow_version: 7, entry_step: 'START', ended_at: null });
    expect(metadata['telemetry']).toMatchObject({ resource: { 'service.name': 'invoices' } });
  });

  test('a change of lifecycle_state is in status.json when the emitting call returns', () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    source.emit(...run.take());
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human', reason: 'over 10 000' });
    source.emit(...run.take());
    expect(json(directory, 'status.json')).toMatchObject({ lifecycle_state: 'waiting', status: 'waiting' });
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'w', waited_ms: 10 });
    source.emit(...run.take());
    expect(json(directory, 'status.json')).toMatchObject({ lifecycle_state: 'running' });
  });

  test('anything else follows by itself, in one replacement for many events', async () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    source.emit(...run.take());
    for (let step = 0; step < 500; step += 1) run.step(`step-${step % 3}`);
    source.emit(...run.take());
    const inodeBefore = statSync(join(directory, 'status.json')).ino;
    await vi.waitFor(() => {
      expect(json(directory, 'status.json')).toMatchObject({
        counts: { steps_completed: 500, events: 1001 },
      });
    });
    expect(statSync(join(directory, 'status.json')).ino).not.toBe(inodeBefore);
    await vi.waitFor(() =>
      expect(json(directory, 'metadata.json')).toMatchObject({ last_step_id: 'step-1' }),
    );
  });

  test('a heartbeat shows in status.json and is no line of the stream', async () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    run.main.heartbeat(7);
    source.emit(...run.take());
    await vi.waitFor(() => expect(json(directory, 'status.json')).toMatchObject({ progress: { count: 7 } }));
    expect(lines(directory)).toHaveLength(1);
  });

  test('directories are 0700 and files 0600 unless told otherwise', () => {
    for (const [options, directoryMode, fileMode] of [
      [{}, 0o700, 0o600],
      [{ directoryMode: 0o750, fileMode: 0o640 }, 0o750, 0o640],
    ] as const) {
      const { source, directory } = runsIn(join(temporaryDirectory(onTestFinished), 'runs'), options);
      source.emit(...new SampleRun().start().step('read').end().take());
      expect(statSync(join(directory, '..')).mode & 0o777).toBe(directoryMode);
      for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
        const { mode, ...stat } = statSync(join(directory, entry));
        const isDirectory = (mode & 0o170000) === 0o040000;
        expect({ entry, mode: mode & 0o777, stat: typeof stat }).toEqual({
          entry,
          mode: isDirectory ? directoryMode : fileMode,
          stat: 'object',
        });
      }
    }
  });

  test('log records that are no lifecycle events leave no trace', () => {
    const { source, root } = fresh();
    const logger = source.provider.getLogger('app');
    logger.emit({ body: 'hello', attributes: { 'workflow.run.id': SAMPLE_RUN_ID } });
    logger.emit({
      body: 'hello',
      attributes: { event: 'workflow.run.running', 'workflow.run.id': SAMPLE_RUN_ID },
    });
    logger.emit({ body: 'hello', attributes: { event: 'click', 'workflow.run.id': SAMPLE_RUN_ID } });
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('at the end of a run', () => {
  test('everything is there when the roll-up line is, which is the last one', () => {
    const { source, directory, store } = fresh();
    const run = new SampleRun().start().step('read').end('failed');
    source.emit(...run.take());
    expect(store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(lines(directory).at(-1)).toMatchObject({
      event: 'workflow.run.completed',
      status: 'fail',
      reason: 'x is not a function',
      run_id: SAMPLE_RUN_ID,
    });
    expect(FinalFileSchema.parse(json(directory, 'final.json'))).toMatchObject({
      status: 'fail',
      outcome: 'failed',
    });
    const status = StatusFileSchema.parse(json(directory, 'status.json'));
    expect(status).toMatchObject({
      lifecycle_state: 'failed',
      termination: 'error',
      current_step_id: 'STOP',
    });
    expect(status.stream_offset).toBe(statSync(join(directory, 'events.ndjson')).size);
    expect(json(directory, 'metadata.json')).toMatchObject({ termination: 'error', entry_step: 'read' });
    expect(readFileSync(join(directory, 'final-state.txt'), 'utf8')).toMatch(/^failed\n/);
    expect(json(directory, 'artifacts/read/manifest.json')).toMatchObject({ termination: 'completed' });
    expect(validateRunDirectory(directory)).toEqual([]);
    expect([...readEvents(directory)].map(({ event_id }) => event_id)).toEqual(
      run.script.events.map(({ event_id }) => event_id),
    );
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('steps that had not ended get a manifest all the same', () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    run.main.step('hangs', { type: 'io' }).emit({ event: 'workflow.step.started' });
    source.emit(...run.end('timed_out').take());
    expect(json(directory, 'artifacts/hangs/manifest.json')).toMatchObject({ termination: 'killed_timeout' });
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  test('the first of two ends wins, and there is one roll-up line', () => {
    const root = temporaryDirectory(onTestFinished);
    const here = runsIn(root);
    const elsewhere = runsIn(root);
    const run = new SampleRun().start();
    here.source.emit(...run.take());
    const other = run.script.process('p1');
    other.emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    elsewhere.source.emit(...run.take());
    run.end('failed', other);
    elsewhere.source.emit(...run.take());
    run.end('succeeded');
    here.source.emit(...run.take());
    expect(elsewhere.store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(here.store.wonEnd(SAMPLE_RUN_ID)).toBe(false);
    const rollUps = lines(here.directory).filter(({ event }) => event === 'workflow.run.completed');
    expect(rollUps).toMatchObject([{ outcome: 'failed' }]);
    expect(json(here.directory, 'final.json')).toMatchObject({ outcome: 'failed' });
    expect(json(here.directory, 'status.json')).toMatchObject({ status: 'failed' });
  });

  test('an authoritative end replaces one that was inferred', () => {
    const root = temporaryDirectory(onTestFinished);
    const here = runsIn(root);
    const watcher = runsIn(root);
    const run = new SampleRun().start();
    here.source.emit(...run.take());
    watcher.source.emit(...run.end('lost', run.script.process('watcher')).take());
    expect(json(here.directory, 'final.json')).toMatchObject({ outcome: 'lost', inferred: true });
    here.source.emit(...run.step('late').end('succeeded').take());
    expect(here.store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(json(here.directory, 'final.json')).toMatchObject({ outcome: 'succeeded', inferred: false });
    expect(lines(here.directory).at(-1)).toMatchObject({
      event: 'workflow.run.completed',
      outcome: 'succeeded',
    });
    expect(readRun(here.directory).status).toMatchObject({ status: 'succeeded' });
  });

  test('what comes after the end goes beside the stream, and readers know it', () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    const late = run.main.step('late').emit({ event: 'workflow.step.started' });
    source.emit(...run.end().take());
    late.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    run.main.emit({ event: 'workflow.run.annotated', actor: 'ops', note: 'looked at' });
    source.emit(...run.take());
    expect(lines(directory).at(-1)).toMatchObject({ event: 'workflow.run.completed' });
    expect(readRun(directory).state?.annotations).toMatchObject([{ note: 'looked at' }]);
    expect(readRun(directory).status).toMatchObject({
      operator_note: 'looked at',
      counts: { steps_completed: 1 },
    });
    expect([...readEvents(directory)]).toHaveLength(run.script.events.length);
  });
});

describe('files of steps', () => {
  test('the manifest is that of the latest finished attempt; one before it keeps its own if it left files', async () => {
    const { source, directory, store } = fresh();
    const run = new SampleRun().start();
    source.emit(...run.take());
    const manifest = join(directory, stepDirectory('extract:a/b', 1), 'manifest.json');
    for (const attempt of [1, 2, 3]) {
      const step = run.main.step('extract', { type: 'model', attempt, key: 'a/b' });
      step.emit({ event: 'workflow.step.started' });
      if (attempt !== 2) {
        const content = {
          runId: SAMPLE_RUN_ID,
          step: 'extract:a/b',
          attempt,
          name: 'answer.json',
          content: '{}',
        };
        const path = store.saveArtifact(content)?.path ?? 'not saved';
        const recorded = { role: 'answer', path, media_type: 'application/json', required: true } as const;
        step.emit({ event: 'workflow.artifact.recorded', ...recorded });
      }
      step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
      source.emit(...run.take());
      // One that is on the disk already, and one that is superseded before it gets there.
      if (attempt === 1) await vi.waitFor(() => expect(existsSync(manifest)).toBe(true));
    }
    source.emit(...run.end().take());
    const [step = ''] = readdirSync(join(directory, 'artifacts'));
    const parent = join(directory, 'artifacts', step);
    expect(json(parent, 'manifest.json')).toMatchObject({
      attempt: 3,
      step_id: step,
      artifacts: [{ path: `artifacts/${step}/attempts/3/answer.json` }],
    });
    expect(json(parent, 'attempts/1/manifest.json')).toMatchObject({
      attempt: 1,
      artifacts: [{ path: `artifacts/${step}/answer.json` }],
    });
    expect(readdirSync(join(parent, 'attempts'))).toEqual(['1', '3']);
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  test('a loop over one step leaves one file, not one per turn', () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    for (let attempt = 1; attempt <= 2000; attempt += 1) run.step('turn', { attempt });
    source.emit(...run.end().take());
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name).toSorted()).toEqual([
      'events.ndjson',
      'final-state.txt',
      'final.json',
      'manifest.json',
      'metadata.json',
      'status.json',
    ]);
    expect(json(directory, 'artifacts/turn/manifest.json')).toMatchObject({ attempt: 2000 });
  });

  test('gates and runners leave their files, and the manifest lists them', () => {
    const { source, directory } = fresh();
    const run = new SampleRun().start();
    const gate = run.main
      .step('approve', { type: 'decision', opcode: 'GATE' })
      .emit({ event: 'workflow.step.started' });
    decide(gate);
    const agent = run.main.step('implement', { type: 'model' }).emit({ event: 'workflow.step.started' });
    const runner = {
      runner: 'claude_cli',
      runner_family: 'claude_cli',
      command: ['claude', '-p'],
      pid: 7,
    } as const;
    agent.emit({ event: 'workflow.runner.started', ...runner });
    const ended = { runner: 'claude_cli', duration_ms: 5, exit_code: 0, termination: 'completed' } as const;
    agent.emit({ event: 'workflow.runner.completed', ...ended });
    agent.emit({ event: 'workflow.step.completed', duration_ms: 6 });
    source.emit(...run.end().take());
    expect(json(directory, 'artifacts/approve/gate_request.json')).toMatchObject({
      gate: 'approve',
      timeout_seconds: 60,
    });
    expect(json(directory, 'artifacts/approve/gate_outcome.json')).toMatchObject({
      outcome: 'gate_approved',
    });
    expect(json(directory, 'artifacts/approve/manifest.json')).toMatchObject({
      opcode: 'GATE',
      termination: 'gate_approved',
      artifacts: [
        { role: 'gate_request', path: 'artifacts/approve/gate_request.json' },
        { role: 'gate_outcome', path: 'artifacts/approve/gate_outcome.json' },
      ],
    });
    expect(json(directory, 'artifacts/implement/runner_metadata.json')).toMatchObject({
      agent_family: 'claude_cli',
      exit_code: 0,
    });
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  function decide(gate: ScriptedStep): void {
    const asked = { gate: 'approve', wait_kind: 'human' } as const;
    gate.emit({ event: 'workflow.gate.requested', ...asked, timeout_ms: 60_000 });
    gate.emit({
      event: 'workflow.gate.resolved',
      ...asked,
      gate_outcome: 'approved',
      actor: 'ops',
      waited_ms: 9,
    });
    gate.emit({ event: 'workflow.step.completed', duration_ms: 9 });
  }
});

describe('several processes', () => {
  test('the owner folds what another process appends; that one writes lines alone', async () => {
    const root = temporaryDirectory(onTestFinished);
    const owner = runsIn(root);
    const child = runsIn(root);
    const run = new SampleRun().start();
    owner.source.emit(...run.take());
    const before = readFileSync(join(owner.directory, 'status.json'), 'utf8');
    const step = run.script.process('child').step('child-step').emit({ event: 'workflow.step.started' });
    step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    child.source.emit(...run.take());
    await child.processor.forceFlush();
    expect(lines(owner.directory)).toHaveLength(3);
    expect(readFileSync(join(owner.directory, 'status.json'), 'utf8')).toBe(before);
    await vi.waitFor(() => {
      expect(json(owner.directory, 'status.json')).toMatchObject({ last_completed_step_id: 'child-step' });
    });
    owner.source.emit(...run.end().take());
    expect(json(owner.directory, 'artifacts/child-step/manifest.json')).toMatchObject({
      termination: 'completed',
    });
    expect(readSteps(owner.directory).map(({ name }) => name)).toEqual(['child-step']);
    expect(json(owner.directory, 'status.json')).toMatchObject({
      counts: { events: run.script.events.length },
    });
  });

  test('a queued run is executed by another process, which owns it then', async () => {
    const root = temporaryDirectory(onTestFinished);
    const queue = runsIn(root);
    const worker = runsIn(root);
    const run = new SampleRun().queue();
    queue.source.emit(...run.take());
    expect(json(queue.directory, 'status.json')).toMatchObject({ status: 'queued', process: null });
    worker.source.emit(...run.start().take());
    expect(json(queue.directory, 'status.json')).toMatchObject({
      status: 'running',
      process: { pid: process.pid },
    });
    await queue.processor.forceFlush();
    worker.source.emit(...run.step('read').end().take());
    expect(json(queue.directory, 'status.json')).toMatchObject({
      status: 'succeeded',
      counts: { events: 6 },
    });
    expect(validateRunDirectory(queue.directory)).toEqual([]);
  });

  test("a run that was handed off is nobody's until another process takes it over", () => {
    const root = temporaryDirectory(onTestFinished);
    const first = runsIn(root);
    const second = runsIn(root);
    const run = new SampleRun().start().step('read');
    run.main.emit({ event: 'workflow.run.handed_off', target: 'the night shift' });
    first.source.emit(...run.take());
    expect(json(first.directory, 'status.json')).toMatchObject({
      process: null,
      handed_off_to: 'the night shift',
    });
    const other = run.script.process('p1');
    other.emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    second.source.emit(...run.take());
    expect(json(first.directory, 'status.json')).toMatchObject({ process: { pid: process.pid } });
    second.source.emit(...run.end('succeeded', other).take());
    expect(json(first.directory, 'status.json')).toMatchObject({
      status: 'succeeded',
      counts: { steps_completed: 1 },
    });
  });

  test('the stream that a killed process left torn goes on in the next line', () => {
    const root = temporaryDirectory(onTestFinished);
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    const run = new SampleRun().start();
    const dead = runsIn(root);
    dead.source.emit(...run.take());
    const stream = join(directory, 'events.ndjson');
    appendFileSync(stream, '{"timestamp":"2026-04-24T14:3');
    const next = runsIn(root);
    run.script.process('p1').emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    next.source.emit(...run.take());
    expect(readRun(directory)).toMatchObject({ tornLines: 1, foreignLines: 0 });
    expect([...readEvents(directory)]).toEqual(run.script.events);
  });
});
