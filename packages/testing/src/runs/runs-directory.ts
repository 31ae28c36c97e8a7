import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  createRunDirectory,
  runDirectoryOf,
  type RunDirectory,
  type RunDirectoryOptions,
} from '@runlight/run-dir';

import { EventSource } from './emit-events.ts';
import { SAMPLE_RUN_ID, temporaryDirectory } from './sample-run.ts';

export interface TestedRuns extends RunDirectory {
  /** Emits events into the runs directory. */
  readonly source: EventSource;
  /** The sample run's directory. */
  readonly directory: string;
}

type After = (cleanUp: () => void | Promise<void>) => void;

/** One process's hand in a runs directory, with a real LoggerProvider before it; closed after the test. */
export function runsIn(root: string, after: After, options: RunDirectoryOptions = {}): TestedRuns {
  const runs = createRunDirectory({ root, ...options });
  const source = new EventSource(runs.processor);
  after(() => source.provider.shutdown());
  return { ...runs, source, directory: runDirectoryOf(root, SAMPLE_RUN_ID) };
}

/** {@link runsIn} a directory of its own. */
export function freshRuns(after: After): TestedRuns {
  return runsIn(temporaryDirectory(after), after);
}

export function readJson(directory: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(directory, file), 'utf8')) as Record<string, unknown>; // for what tests read
}

/** The lines of a run's stream. */
export function readLines(directory: string): Record<string, unknown>[] {
  const text = readFileSync(join(directory, 'events.ndjson'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>); // for what tests read
}
