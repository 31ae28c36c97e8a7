import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { startRunlight, type Runlight } from '@runlight/node';
import { temporaryDirectory } from '@runlight/testing/runs';
import { onTestFinished } from 'vitest';

/** A runs directory deep inside of a directory of a test's own, with things around it that nobody may touch. */
export class Sandbox {
  readonly root = temporaryDirectory(onTestFinished);
  readonly runs = join(this.root, 'a/b/c/runs');
  /** Something that a link may lead to. */
  readonly outside = join(this.root, 'a/outside');
  readonly #before: readonly string[];
  readonly #logRecords = new InMemoryLogRecordExporter();

  constructor() {
    mkdirSync(this.runs, { recursive: true });
    mkdirSync(this.outside);
    writeFileSync(join(this.outside, 'precious.txt'), 'precious');
    writeFileSync(join(this.root, 'a/b/neighbour.txt'), 'neighbour');
    this.#before = this.#listing();
  }

  /** How many lifecycle events were emitted so far; heartbeats are none of a journal's lines. */
  get emitted(): number {
    const names = this.#logRecords.getFinishedLogRecords().map(({ eventName }) => eventName);
    return names.filter((name) => name?.startsWith('workflow.') && name !== 'workflow.run.heartbeat').length;
  }

  /** Puts Runlight to work until the test ends. */
  start(otlpEndpoint: string | false = false): Runlight {
    const runlight = startRunlight({
      runsDirectory: this.runs,
      otlpEndpoint,
      flushTimeoutMs: 2000,
      logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: this.#logRecords })],
    });
    onTestFinished(() => runlight.shutdown());
    return runlight;
  }

  /** Makes the runs directory a file system of its own, for root alone. */
  mount(options: string): void {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', this.runs], { stdio: 'ignore' });
    onTestFinished(() => void execFileSync('umount', ['-l', this.runs]));
  }

  /** What has appeared, changed or gone around the runs directory since the sandbox was made. */
  changesOutside(): string[] {
    const now = this.#listing();
    return [
      ...this.#before.filter((entry) => !now.includes(entry)),
      ...now.filter((entry) => !this.#before.includes(entry)),
    ];
  }

  /** Everything around the runs directory, with mode and content. */
  #listing(): string[] {
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true });
    return entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (!relative(this.runs, path).startsWith('..')) return [];
      if (entry.isSymbolicLink()) return [`${path} → ${readlinkSync(path)}`];
      return [`${path} ${statSync(path).mode} ${entry.isFile() ? readFileSync(path, 'latin1') : ''}`];
    });
  }
}

/** Whether this process may mount; a test that needs it says in its name why it is skipped. */
export const mounting: { readonly isPossible: boolean; readonly note: string } = mayMount()
  ? { isPossible: true, note: '' }
  : { isPossible: false, note: ' (skipped: needs the right to mount a file system)' };

function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const directory = mkdtempSync(join(tmpdir(), 'runlight-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', directory], { stdio: 'ignore' });
    execFileSync('umount', [directory]);
    return true;
  } catch {
    return false; // a container without that right, or another system
  } finally {
    rmdirSync(directory);
  }
}
