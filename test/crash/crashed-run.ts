import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';

import type { Account, ExportedRoot } from './account.ts';

/** The stream of a run as its bytes tell it, read without the reader that is under test. */
export interface Journal {
  readonly events: readonly RunEvent[];
  /** Whole lines that are no events. */
  readonly broken: readonly string[];
  /** True if the last line has no newline. */
  readonly isCutOff: boolean;
  /** True if the roll-up, the last line of a run, is there. */
  readonly hasEnded: boolean;
}

/** What a killed process left of one run, and what it had said about it. */
export interface CrashedRun {
  readonly directory: string;
  readonly runId: string;
  readonly journal: Journal;
  readonly accounted: readonly RunEvent[];
  readonly exportedRoots: readonly ExportedRoot[];
  /** Every file's content and time of change, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** All runs of which a process left a directory or said something. */
export function crashedRuns(root: string, account: Account): CrashedRun[] {
  const runIds = new Set([...readdirSync(root), ...account.events.map((event) => event.run_id)]);
  return [...runIds].map((runId) => {
    const directory = join(root, runId);
    const journal = readJournal(directory);
    const accounted = account.events.filter((event) => event.run_id === runId);
    const [opening] = accounted;
    const traceId = opening !== undefined && 'trace_id' in opening ? opening.trace_id : undefined;
    const exportedRoots = account.roots.filter((span) => span.traceId === traceId);
    return { directory, runId, journal, accounted, exportedRoots, files: filesOf(directory) };
  });
}

export function readJournal(directory: string): Journal {
  const text = textOf(join(directory, 'events.ndjson'));
  const lines = text.split('\n');
  const isCutOff = lines.pop() !== '';
  const events: RunEvent[] = [];
  const broken: string[] = [];
  for (const line of lines) {
    const event = eventIn(line);
    if (event === undefined) broken.push(line);
    else events.push(event);
  }
  return { events, broken, isCutOff, hasEnded: events.at(-1)?.event === 'workflow.run.completed' };
}

/** Every file below a run directory: path, content and time of change. */
export function filesOf(directory: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path, `${statSync(path).mtimeMs} ${readFileSync(path, 'latin1')}`);
  }
  return files;
}

/** What was left of files that were being replaced, and of locks. */
export function leftoversIn(files: Iterable<string>): string[] {
  return [...files].filter((path) => basename(path).startsWith('.'));
}

function eventIn(line: string): RunEvent | undefined {
  try {
    return RunEventSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
