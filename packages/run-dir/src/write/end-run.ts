import { join } from 'node:path';

import { finalStateText, toFinalFile, type RunState } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { syncDirectory } from '../plain-files.ts';
import type { Documents } from './documents.ts';
import type { EventStream } from './event-stream.ts';
import { claimEnd } from './final-claim.ts';
import type { Losses } from './losses.ts';

export interface RunEnding {
  readonly directory: string;
  /** The state with the end and the roll-up folded. */
  readonly state: RunState;
  /** The roll-up as a line of the stream. */
  readonly rollUpLine: string;
  /** Holds all other files of the run, not yet written. */
  readonly documents: Documents;
  readonly stream: EventStream;
  readonly fileMode: number;
  readonly losses: Losses;
}

/**
 * Writes the end of a run: manifests, metadata.json, status.json, final-state.txt, final.json, and when these are on the
 * disk the roll-up line. Whoever sees that line can open the rest.
 *
 * False if another end of the run was there first; then no roll-up line is written. True as well if final.json can't be
 * written at all: somebody has to speak for the run.
 */
export function writeEnd(ending: RunEnding): boolean {
  const { directory, state, documents, stream, losses } = ending;
  documents.writeAll();
  documents.put(FILES.finalState, { render: () => finalStateText(state) });
  documents.writeNow(FILES.finalState);
  try {
    if (!claimEnd(directory, toFinalFile(state), ending.fileMode)) return false;
    syncDirectory(directory);
  } catch (error) {
    losses.file(join(directory, FILES.final), error);
  }
  try {
    stream.append(ending.rollUpLine);
    losses.linesWritten += 1;
    stream.sync();
  } catch (error) {
    losses.line(error);
  }
  return true;
}
