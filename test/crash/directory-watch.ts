import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import {
  FinalFileSchema,
  ManifestSchema,
  MetadataFileSchema,
  StatusFileSchema,
} from '@runlight/contract/schemas';

const SCHEMAS = {
  'status.json': StatusFileSchema,
  'metadata.json': MetadataFileSchema,
  'final.json': FinalFileSchema,
  'manifest.json': ManifestSchema,
} as const;

type WatchedFile = keyof typeof SCHEMAS;

/**
 * A reader that reads the files of all runs below a root over and over while somebody writes them, and notes everything
 * that no reader should ever see: a file that does not parse or breaks its schema, a file that was there and is gone, a
 * status.json older than the one before.
 */
export class DirectoryWatch {
  readonly faults: string[] = [];
  /** How often each kind of file was read. */
  readonly reads: Record<WatchedFile, number> = {
    'status.json': 0,
    'metadata.json': 0,
    'final.json': 0,
    'manifest.json': 0,
  };
  readonly #root: string;
  readonly #known = new Set<string>();
  readonly #offsets = new Map<string, number>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Reads until the signal is aborted, and then once more. Lets others have their turn after each run. */
  async watchUntil(signal: AbortSignal): Promise<void> {
    for (let isLast = false; !isLast;) {
      isLast = signal.aborted;
      for (const run of namesIn(this.#root)) {
        this.#readRun(join(this.#root, run));
        await nextTurn();
      }
      await nextTurn();
    }
  }

  #readRun(run: string): void {
    this.#readFile(run, 'status.json');
    this.#readFile(run, 'metadata.json');
    this.#readFile(run, 'final.json');
    for (const step of namesIn(join(run, 'artifacts'))) {
      const directory = join(run, 'artifacts', step);
      this.#readFile(directory, 'manifest.json');
      for (const attempt of namesIn(join(directory, 'attempts'))) {
        this.#readFile(join(directory, 'attempts', attempt), 'manifest.json');
      }
    }
  }

  #readFile(directory: string, name: WatchedFile): void {
    const path = join(directory, name);
    const text = textOf(path);
    if (text === undefined) {
      if (this.#known.has(path)) this.#note(path, 'is gone');
      return;
    }
    this.#known.add(path);
    this.reads[name] += 1;
    const value = parsed(text);
    const checked = SCHEMAS[name].safeParse(value);
    if (!checked.success) this.#note(path, `${checked.error.message}: ${text.slice(0, 200)}`);
    else if (name === 'status.json') this.#checkOrder(path, StatusFileSchema.parse(value).stream_offset);
  }

  #checkOrder(path: string, offset: number): void {
    const before = this.#offsets.get(path) ?? 0;
    if (offset < before) this.#note(path, `goes back from offset ${before} to ${offset}`);
    this.#offsets.set(path, offset);
  }

  #note(path: string, what: string): void {
    this.faults.push(`${relative(this.#root, path)} ${what}`);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // not there yet
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not there yet
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which no schema accepts
  }
}
