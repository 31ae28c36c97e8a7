import { join } from 'node:path';

import { advance, initialRunState, type RunEvent, type RunState, type StepState } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { readCheckpoint } from './checkpoint.ts';
import { parseLine } from './parse-line.ts';
import { readLines } from './stream-lines.ts';

/** A run as its stream tells it. */
export interface FoldedRun {
  readonly state: RunState;
  /** How many bytes of `events.ndjson` were folded, and of the stream beside it that continues after the end. */
  readonly offset: number;
  readonly afterEndOffset: number;
  /** Lines that a crash or a full disk cut off. */
  readonly tornLines: number;
  /** Lines of other producers, which our fold does not know. */
  readonly foreignLines: number;
}

export interface FoldOptions {
  /** Told every event that the state did not hold yet, and the step that it closed. */
  readonly onEvent?: (event: RunEvent, closed: StepState | null) => void;
  /** Told every line of another producer. */
  readonly onForeign?: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Folds a run's whole stream, from its checkpoint if it has one. Undefined if there is not one event in it.
 *
 * With `onEvent` it starts at the first line, since every event is asked for.
 */
export function foldRun(directory: string, options: FoldOptions = {}): FoldedRun | undefined {
  const checkpoint = options.onEvent === undefined ? readCheckpoint(directory) : undefined;
  const fold = new StreamFold(checkpoint?.state, options);
  const offset = fold.read(join(directory, FILES.events), checkpoint?.offset);
  const afterEndOffset = fold.read(join(directory, FILES.afterEnd));
  return fold.result(offset, afterEndOffset);
}

/** A fold that goes on where it stopped, for those who follow a run. */
export class StreamFold {
  state: RunState | undefined;
  tornLines = 0;
  foreignLines = 0;
  readonly #options: FoldOptions;

  constructor(state?: RunState, options: FoldOptions = {}) {
    this.state = state;
    this.#options = options;
  }

  /**
   * Folds the lines of a file from an offset on and returns the offset to go on from.
   *
   * A last line without a newline counts as torn, but is not passed by: it may be in the middle of being written.
   */
  read(path: string, from = 0): number {
    let offset = from;
    let unfinished = 0;
    for (const line of readLines(path, from)) {
      if (line.complete) {
        this.#fold(line.text);
        offset = line.end;
      } else {
        unfinished = 1;
      }
    }
    this.#unfinished.set(path, unfinished);
    return offset;
  }

  readonly #unfinished = new Map<string, number>();

  result(offset: number, afterEndOffset: number): FoldedRun | undefined {
    if (this.state === undefined) return undefined;
    let tornLines = this.tornLines;
    for (const unfinished of this.#unfinished.values()) tornLines += unfinished;
    return { state: this.state, offset, afterEndOffset, tornLines, foreignLines: this.foreignLines };
  }

  #fold(text: string): void {
    const parsed = parseLine(text);
    if (parsed.kind === 'torn') {
      this.tornLines += 1;
      return;
    }
    if (parsed.kind === 'event') {
      const { event } = parsed;
      this.state ??= initialRunState(event.run_id, event.workflow_name);
      if (event.run_id === this.state.run_id) {
        const { applied, closed } = advance(this.state, event);
        if (applied) this.#options.onEvent?.(event, closed);
        return;
      }
    }
    this.foreignLines += 1;
    if (parsed.kind === 'foreign') this.#options.onForeign?.(parsed.line);
  }
}
