import { join } from 'node:path';

import type { RunEvent } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { parseLine } from './parse-line.ts';
import { readLines } from './stream-lines.ts';

/** How many bytes of a run's streams were read: whole lines. */
export interface StreamPosition {
  readonly events: number;
  /** Of what was said after the end. */
  readonly afterEnd: number;
}

export const STREAM_START: StreamPosition = { events: 0, afterEnd: 0 };

export interface NewEvents {
  readonly events: readonly RunEvent[];
  /** Where to go on; the same if there was nothing. */
  readonly position: StreamPosition;
  /** True if it stopped at `maxBytes`: there is more now. */
  readonly more: boolean;
}

/**
 * The events of a run from a position on. A last line that is not finished yet is left for the next time; lines that
 * are torn or not ours are passed by. An event that stands there twice is told twice.
 *
 * Reads `maxBytes`, and the rest of the line that it then is in: so it takes a bounded time. Throws `unsafe_path`.
 */
export function readNewEvents(
  directory: string,
  from: StreamPosition = STREAM_START,
  maxBytes = Number.POSITIVE_INFINITY,
): NewEvents {
  const events: RunEvent[] = [];
  const read = (file: string, start: number): number => {
    let end = start;
    for (const line of readLines(join(directory, file), start)) {
      if (!line.complete) break;
      const parsed = parseLine(line.text);
      if (parsed.kind === 'event') events.push(parsed.event);
      ({ end } = line);
      if (end - start >= maxBytes) break;
    }
    return end;
  };
  const position = {
    events: read(FILES.events, from.events),
    afterEnd: read(FILES.afterEnd, from.afterEnd),
  };
  const more = position.events - from.events >= maxBytes || position.afterEnd - from.afterEnd >= maxBytes;
  return { events, position, more };
}
