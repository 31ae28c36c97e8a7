import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';

import type { ViewContext } from './views.ts';

const CASES = join(import.meta.dirname, 'cases');

/** A case as it stands on disk. */
export interface ReadCase {
  readonly name: string;
  readonly runId: string;
  readonly context: ViewContext;
  readonly events: readonly RunEvent[];
  /** What stands in `expected/`, by file name: JSON parsed, NDJSON line by line, text as it is. */
  readonly expected: ReadonlyMap<string, unknown>;
}

export function readCases(): ReadCase[] {
  return readdirSync(CASES).map(readCase);
}

function readCase(name: string): ReadCase {
  const directory = join(CASES, name);
  // An `as`: written by generate.ts in this very form.
  const { run_id: runId, ...context } = read(join(directory, 'case.json')) as ViewContext & {
    run_id: string;
  };
  const events = (read(join(directory, 'events.ndjson')) as unknown[]).map((event) =>
    RunEventSchema.parse(event),
  );
  const files = readdirSync(join(directory, 'expected'));
  const expected = new Map(files.map((file) => [file, read(join(directory, 'expected', file))]));
  return { name, runId, context, events, expected };
}

/** A file of `vocabulary/`. */
export function readVocabulary(file: string): unknown {
  return read(join(import.meta.dirname, 'vocabulary', file));
}

function read(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) return JSON.parse(text);
  if (!path.endsWith('.ndjson')) return text;
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}
