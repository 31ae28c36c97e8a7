import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import {
  advance,
  fieldsFromAttributes,
  hrTimeToTimestamp,
  initialRunState,
  STATE_TABLE,
  statusOf,
} from '@runlight/contract';
import {
  FinalFileSchema,
  ManifestSchema,
  MetadataFileSchema,
  RunEventSchema,
  StatusFileSchema,
} from '@runlight/contract/schemas';
import { startRunlight } from '@runlight/node';
import { runDirectoryOf } from '@runlight/run-dir';
import { queueRun, withRun, withStep } from '@runlight/sdk';
import { temporaryDirectory } from '@runlight/testing/runs';
import { expect, onTestFinished, test } from 'vitest';

const RUNS = 60;

test('whoever can read the last line of a run’s stream can read the rest, complete', async () => {
  const root = temporaryDirectory(onTestFinished);
  const runlight = startRunlight({ runsDirectory: root, otlpEndpoint: false });
  onTestFinished(() => runlight.shutdown());
  const reader = forkReader();
  for (let nth = 0; nth < RUNS; nth += 1) {
    const directory = runDirectoryOf(root, `run-${nth}`);
    const reading = once(reader, 'message');
    reader.send(directory);
    await reading;
    const read = once(reader, 'message');
    withRun({ workflow: 'ship', id: `run-${nth}` }, (run) => {
      withStep('pack', (step) => void step.artifact('label', 'fragile'));
      if (nth % 2 === 1) run.fail(new Error('broken'));
    });
    const [{ files, streamBytes }] = (await read) as [WhatWasThere];
    const isFailed = nth % 2 === 1;
    expect(FinalFileSchema.parse(JSON.parse(textOf(files, 'final.json'))).status).toBe(
      isFailed ? 'fail' : 'success',
    );
    expect(StatusFileSchema.parse(JSON.parse(textOf(files, 'status.json')))).toMatchObject({
      lifecycle_state: isFailed ? 'failed' : 'completed',
      stream_offset: streamBytes,
    });
    expect(MetadataFileSchema.parse(JSON.parse(textOf(files, 'metadata.json'))).ended_at).toBeTypeOf(
      'string',
    );
    expect(
      ManifestSchema.parse(JSON.parse(textOf(files, 'artifacts/pack/manifest.json'))).artifacts,
    ).toHaveLength(1);
    expect(textOf(files, 'final-state.txt')).not.toBe('');
  }
});

test('a change of lifecycle_state is in status.json before the call that emits it returns', async () => {
  const root = temporaryDirectory(onTestFinished);
  const witness = new StatusWitness(root);
  const runlight = startRunlight({
    runsDirectory: root,
    otlpEndpoint: false,
    logRecordProcessors: [witness], // comes right after the run directory, while the SDK still waits
  });
  onTestFinished(() => runlight.shutdown());
  const ticket = queueRun({ workflow: 'states' });
  await withRun({ ticket }, async (run) => {
    await withStep('pack', () => run.wait('a parcel', async () => undefined));
    await run.block('no tape', () => run.wait('also this', async () => undefined));
    await run.gate('ask', { decide: () => ({ outcome: 'approved', actor: 'rule' }) });
    run.cancel();
  });
  await withRun({ workflow: 'states' }, () => Promise.reject(new Error('broken'))).catch(() => undefined);
  const first = 'waiting running waiting running blocked running waiting running completed';
  const second = 'running failed';
  expect(witness.changes.join(' ')).toBe(`${first} ${second}`);
  expect(witness.late).toEqual([]);
});

interface WhatWasThere {
  readonly streamBytes: number;
  readonly files: Readonly<Record<string, string>>;
}

function textOf(files: WhatWasThere['files'], name: string): string {
  return files[name] ?? '';
}

function forkReader(): ChildProcess {
  const script = fileURLToPath(new URL('read-at-roll-up.ts', import.meta.url));
  const reader = fork(script, { execArgv: [] });
  onTestFinished(() => void reader.kill());
  return reader;
}

/** Looks at status.json while the call that emits an event has not returned. */
class StatusWitness implements LogRecordProcessor {
  /** Each change of the lifecycle state, as the events tell it. */
  readonly changes: string[] = [];
  /** What status.json said instead. */
  readonly late: string[] = [];
  readonly #root: string;
  #state = initialRunState('');
  #lifecycle = '';

  constructor(root: string) {
    this.#root = root;
  }

  onEmit({ attributes, hrTime }: ReadWriteLogRecord): void {
    const event = RunEventSchema.parse(fieldsFromAttributes(attributes, hrTimeToTimestamp(hrTime)));
    if (event.run_id !== this.#state.run_id) {
      this.#state = initialRunState(event.run_id);
      this.#lifecycle = '';
    }
    advance(this.#state, event);
    const { lifecycle } = STATE_TABLE[statusOf(this.#state)];
    // A run says how it ended and rolls itself up in one go: its end is there when the roll-up is.
    const isEnding = this.#state.end !== null && event.event !== 'workflow.run.completed';
    if (lifecycle === this.#lifecycle || isEnding) return;
    this.#lifecycle = lifecycle;
    this.changes.push(lifecycle);
    const said = lifecycleIn(join(runDirectoryOf(this.#root, event.run_id), 'status.json'));
    if (said !== lifecycle) this.late.push(`${event.event}: ${said}, not ${lifecycle}`);
  }

  async forceFlush(): Promise<void> {
    // Nothing is held back.
  }

  async shutdown(): Promise<void> {
    // Nothing is held open.
  }
}

/** Whatever is thrown in a processor is lost: what can't be read is told like any other state. */
function lifecycleIn(path: string): string {
  try {
    return StatusFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).lifecycle_state;
  } catch (error) {
    return String(error);
  }
}
