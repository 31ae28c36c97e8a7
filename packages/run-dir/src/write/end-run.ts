import { finalStateText, toEventLine, toFinalFile, type EventOf, type RunState } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { syncDirectory } from '../plain-files.ts';
import type { Documents } from './documents.ts';
import type { EventStream } from './event-stream.ts';
import { claimEnd, hasAuthoritativeEnd } from './final-claim.ts';
import type { Losses } from './losses.ts';
import type { RunFiles } from './run-files.ts';
import type { StepDocuments } from './step-documents.ts';

export interface RunEnding {
  /** The run's roll-up, already folded into `state`. */
  readonly rollUp: EventOf<'workflow.run.completed'>;
  readonly state: RunState;
  readonly files: RunFiles;
  readonly documents: Documents;
  readonly steps: StepDocuments;
  readonly stream: EventStream;
  readonly fileMode: number;
  readonly losses: Losses;
}

/**
 * Writes the end of a run: manifests, metadata.json, status.json, final-state.txt, final.json, and when these are on the
 * disk the roll-up line. Whoever sees that line can open the rest.
 *
 * False if another end of the run was there first; then nothing is written over it, and no second roll-up line. True as
 * well if final.json can't be written at all: somebody has to speak for the run.
 */
export function writeEnd(ending: RunEnding): boolean {
  const { state, files, documents, steps, stream, losses } = ending;
  const { directory } = files;
  if (hasAuthoritativeEnd(directory)) return false;
  const rollUpLine = JSON.stringify(toEventLine(ending.rollUp, state));
  for (const step of Object.values(state.open_steps)) {
    if (step.started !== null) steps.finished(step); // it ends with its run
  }
  // The offset is that behind the roll-up line, so that status.json is up to date for good once the line is there.
  const streamOffset = stream.end() + Buffer.byteLength(rollUpLine) + 1;
  documents.put(FILES.metadata, { render: () => files.metadataText(state) });
  documents.put(FILES.status, { render: () => files.statusText(state, streamOffset) });
  documents.writeAll();
  documents.put(FILES.finalState, { render: () => finalStateText(state) });
  documents.writeNow(FILES.finalState);
  try {
    if (!claimEnd(directory, toFinalFile(state), ending.fileMode)) return false;
    syncDirectory(directory);
  } catch (error) {
    losses.file(FILES.final, error);
  }
  appendRollUp(stream, rollUpLine, losses);
  return true;
}

/** Appends the last line of a run and has the whole stream on the disk when it returns. */
export function appendRollUp(stream: EventStream, line: string, losses: Losses): void {
  try {
    stream.append(line);
    losses.linesWritten += 1;
    stream.sync();
  } catch (error) {
    losses.line(error);
  }
}
