import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { formatTimestamp, rootSpanIdOf, traceIdFromRunId, type RunEvent } from '@runlight/contract';
import { TestChild } from '@runlight/testing';
import {
  EventSource,
  forsakeRun,
  SAMPLE_RUN_ID,
  SampleRun,
  temporaryDirectory,
} from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test } from 'vitest';

import {
  createRunDirectory,
  readEvents,
  readRun,
  recoverRun,
  recoverRuns,
  runDirectoryOf,
  validateRunDirectory,
} from '../index.ts';

/** Writes a run and closes its directory; the process that executes it is this one, which lives. */
async function written(run: SampleRun, root = temporaryDirectory(onTestFinished)): Promise<string> {
  const directories = createRunDirectory({ root });
  const source = new EventSource(directories.processor);
  source.emit(...run.take());
  await source.provider.shutdown();
  return runDirectoryOf(root, run.script.runId);
}

async function abandoned(run: SampleRun): Promise<string> {
  const directory = await written(run);
  forsakeRun(directory);
  return directory;
}

const names = (directory: string): string[] => [...readEvents(directory)].map(({ event }) => event);

function editStatus(directory: string, edit: (status: Record<string, unknown>) => void): void {
  const path = join(directory, 'status.json');
  const status = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  edit(status);
  writeFileSync(path, JSON.stringify(status));
}

describe('recover', () => {
  test('ends a run whose process was killed as lost, once, with all its files', async () => {
    const root = temporaryDirectory(onTestFinished);
    const child = new TestChild(
      `
        import { createRunDirectory } from '@runlight/run-dir';
        import { EventSource, SampleRun } from '@runlight/testing/runs';
        const run = new SampleRun().start().step('read');
        run.main.step('hangs').emit({ event: 'workflow.step.started' });
        new EventSource(createRunDirectory({ root: process.env.ROOT }).processor).emit(...run.take());
        console.log('started');
        setInterval(() => undefined, 1000);
      `,
      { env: { ROOT: root } },
    );
    await child.said('started');
    expect(await recoverRuns(root)).toEqual([]); // it lives, silent as it is
    child.kill('SIGKILL');
    await child.exited;
    expect(await recoverRuns(root, { dryRun: true })).toMatchObject([{ outcome: 'lost' }]);
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    expect(names(directory)).not.toContain('workflow.run.lost');
    const recovered = await recoverRuns(root);
    expect(recovered).toMatchObject([{ runId: SAMPLE_RUN_ID, directory, outcome: 'lost' }]);
    expect(recovered[0]?.reason).toMatch(/^Its process \(pid \d+ on .+\) is gone$/);
    expect(await recoverRuns(root)).toEqual([]);
    expect(names(directory).slice(-2)).toEqual(['workflow.run.lost', 'workflow.run.completed']);
    expect(readRun(directory).status).toMatchObject({
      status: 'lost',
      inferred: true,
      termination: 'killed_idle',
    });
    expect(JSON.parse(readFileSync(join(directory, 'artifacts/hangs/manifest.json'), 'utf8'))).toMatchObject({
      termination: 'killed_idle',
    });
    expect(validateRunDirectory(directory)).toEqual([]);
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('leaves alone what waits in a live process, is queued, was handed off, has ended, or is no run of ours', async () => {
    const waiting = new SampleRun('waiting').start();
    waiting.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human' });
    const handedOff = new SampleRun('handed-off').start();
    handedOff.main.emit({ event: 'workflow.run.handed_off' });
    const root = temporaryDirectory(onTestFinished);
    const runs = [waiting, handedOff, new SampleRun('queued').queue(), new SampleRun('ended').start().end()];
    for (const run of runs) await written(run, root);
    const inAYear = Date.now() + 365 * 86_400_000;
    expect(await recoverRuns(root, { now: inAYear })).toEqual([]);
  });

  test('a run that waited in a process that is gone is lost too', async () => {
    const run = new SampleRun().start();
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human' });
    expect(await recoverRun(await abandoned(run))).toMatchObject({ outcome: 'lost' });
  });

  test('a run that was lost, spoke again and is gone for good is lost once more', async () => {
    const root = temporaryDirectory(onTestFinished);
    const run = new SampleRun().start();
    const directory = await written(run, root);
    forsakeRun(directory);
    const now = run.script.now + 1000;
    await recoverRun(directory, { now });
    expect(readRun(directory).status).toMatchObject({ status: 'lost', outcome: 'lost' });

    run.script.pass(5000);
    run.main.emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    await written(run.step('read'), root);
    expect(readRun(directory).status).toMatchObject({ status: 'running', outcome: null, ended_at: null });
    expect(await recoverRun(directory)).toBeUndefined(); // its process is this one
    forsakeRun(directory);
    expect(await recoverRun(directory, { now: now - 500 })).toMatchObject({ outcome: 'lost' }); // a clock that is behind
    const { status } = readRun(directory);
    expect(status).toMatchObject({ status: 'lost', inferred: true, counts: { steps_completed: 1 } });
    expect(status.ended_at).toBe(formatTimestamp(run.script.now + 0.001));
    const final = JSON.parse(readFileSync(join(directory, 'final.json'), 'utf8')) as object;
    expect(final).toMatchObject({ outcome: 'lost', timestamp: status.ended_at });
    expect(validateRunDirectory(directory)).toEqual([]);
    expect(await recoverRun(directory)).toBeUndefined();
    expect(names(directory).filter((name) => name === 'workflow.run.lost')).toHaveLength(2);
  });

  test('a process of an earlier boot is gone, whatever has its pid now', async () => {
    const directory = await written(new SampleRun().start());
    editStatus(directory, ({ process }) => Object.assign(process as object, { boot_id: 'an earlier one' }));
    expect(await recoverRun(directory)).toMatchObject({ outcome: 'lost' });
  });

  test('of a process elsewhere only long silence tells, and only if it promised heartbeats', async () => {
    for (const elsewhere of [{ host: 'another' }, { pid_namespace: 'pid:[1]' }]) {
      const directory = await written(new SampleRun().start());
      editStatus(directory, ({ process }) => Object.assign(process as object, elsewhere));
      const now = Date.now();
      expect(await recoverRun(directory, { now: now + 4 * 60_000 })).toBeUndefined();
      expect(await recoverRun(directory, { now: now + 30_000, lostAfterMs: 0 })).toBeUndefined(); // 4 × 15 s
      editStatus(directory, (status) => Object.assign(status, { heartbeat_interval_ms: null }));
      expect(await recoverRun(directory, { now: now + 86_400_000 })).toBeUndefined();
      editStatus(directory, (status) => Object.assign(status, { heartbeat_interval_ms: 15_000 }));
      const recovered = await recoverRun(directory, { now: now + 6 * 60_000 });
      expect(recovered?.reason).toMatch(/has been silent since/);
    }
  });

  test('a run that was killed while it ended gets what is missing of its end', async () => {
    const events = new SampleRun().start().step('read').end('failed').take();
    const directory = await abandoned(replaying(events.slice(0, -1)));
    expect(await recoverRun(directory)).toMatchObject({ outcome: 'failed' });
    expect(readRun(directory).status).toMatchObject({ status: 'failed', inferred: false });
    expect(names(directory)).not.toContain('workflow.run.lost');
    expect(validateRunDirectory(directory)).toEqual([]);

    // Killed between final.json and the last line.
    const path = join(directory, 'events.ndjson');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n`);
    expect(await recoverRun(directory)).toMatchObject({ outcome: 'failed' });
    expect(names(directory).filter((name) => name === 'workflow.run.completed')).toHaveLength(1);
    expect(validateRunDirectory(directory)).toEqual([]);
    expect(await recoverRun(directory)).toBeUndefined();
  });

  test('a run that was killed before its status.json was there is lost after a silence', async () => {
    const directory = await written(new SampleRun().start());
    rmSync(join(directory, 'status.json'));
    expect(await recoverRun(directory)).toBeUndefined();
    expect(await recoverRun(directory, { now: Date.now() + 6 * 60_000 })).toMatchObject({ outcome: 'lost' });
  });

  test('files of steps that ended just before the kill are written', async () => {
    const run = new SampleRun().start();
    const gate = run.main.step('approve', { type: 'decision', opcode: 'GATE' });
    gate.emit({ event: 'workflow.step.started' });
    gate.emit({ event: 'workflow.gate.requested', gate: 'approve', wait_kind: 'human' });
    gate.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    const directory = await abandoned(run.step('read'));
    rmSync(join(directory, 'artifacts'), { recursive: true });
    await recoverRun(directory);
    expect(validateRunDirectory(directory)).toEqual([]);
    expect(readdirSync(join(directory, 'artifacts')).toSorted()).toEqual(['approve', 'read']);
  });

  test("materialises the root span with the run's own ids, and sends what was not sent", async () => {
    const directory = await abandoned(new SampleRun().start().step('read'));
    const spanExporter = new InMemorySpanExporter();
    const logExporter = new InMemoryLogRecordExporter();
    const recovered = await recoverRun(directory, { spanExporter, logExporter });
    expect(recovered?.replay).toMatchObject({ outcome: 'done', logs: { sent: 5 }, spans: { sent: 2 } });
    const root = spanExporter.getFinishedSpans().at(-1);
    const traceId = traceIdFromRunId(SAMPLE_RUN_ID);
    expect(root?.spanContext()).toMatchObject({ traceId, spanId: rootSpanIdOf(traceId) });
    expect(logExporter.getFinishedLogRecords().at(-1)?.eventName).toBe('workflow.run.completed');
  });
});

function replaying(events: readonly RunEvent[]): SampleRun {
  const run = new SampleRun();
  run.script.events.push(...events);
  return run;
}
