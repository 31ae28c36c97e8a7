import { dirname, join } from 'node:path';

import {
  endOf,
  isFirstPass,
  parseTimestamp,
  startedAt,
  toEventLine,
  type EventOf,
  type RunEvent,
  type RunOutcome,
  type RunState,
} from '@runlight/contract';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';
import { foldRun } from '../read/fold-stream.ts';
import { Documents } from '../write/documents.ts';
import { appendRollUp, writeEnd } from '../write/end-run.ts';
import { EventStream, OpenStreams } from '../write/event-stream.ts';
import { readFinal } from '../write/final-claim.ts';
import { Losses } from '../write/losses.ts';
import { RecentSteps } from '../write/recent-steps.ts';
import { RenameQueue } from '../write/rename-queue.ts';
import { RunFiles } from '../write/run-files.ts';
import { StepDocuments } from '../write/step-documents.ts';
import { OutsideProducer } from './append-event.ts';
import { removeTemporaries } from './remove-temporaries.ts';
import { readExecution } from './run-execution.ts';

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Ends a run whose process is gone: as `lost` if it had not said how it ended, else as it said. In the same order as a
 * run ends itself. Undefined if it ended meanwhile, or is none of ours. Only for the holder of the run's recover lock.
 */
export function endInterruptedRun(
  directory: string,
  { reason, now }: { readonly reason: string; readonly now: number },
): { readonly runId: string; readonly outcome: RunOutcome } | undefined {
  const recent = new RecentSteps();
  const state = foldRun(directory, { onEvent: (_, closed) => closed && recent.add(closed) })?.state;
  if (state === undefined) return undefined;
  const losses = new Losses();
  const stream = new EventStream(join(directory, FILES.events), {
    mode: FILE_MODE,
    open: new OpenStreams(1),
  });
  const producer = new OutsideProducer(state, now);
  try {
    const hasEnded = endOf(state) !== null;
    if (!hasEnded) {
      const lost = producer.emit(lostBody(state, directory, reason));
      stream.append(JSON.stringify(toEventLine(lost, state)));
    }
    const rollUp = producer.emit(rollUpBody(state)) as EventOf<'workflow.run.completed'>; // as its body says
    const final = readFinal(directory);
    const isLostAgain = !hasEnded && final?.inferred === true;
    if (final !== undefined && !isLostAgain) {
      appendRollUp(stream, JSON.stringify(toEventLine(rollUp, state)), losses);
    } else {
      const documents = new Documents(directory, {
        directoryMode: DIRECTORY_MODE,
        fileMode: FILE_MODE,
        renames: new RenameQueue(),
        losses,
      });
      const steps = new StepDocuments(directory, documents, () => state);
      const files = new RunFiles(directory, dirname(directory), telemetryIn(directory));
      for (const step of recent.in(state)) steps.restore(step);
      files.process = readExecution(directory).executor;
      const ours = writeEnd({ rollUp, state, files, documents, steps, stream, fileMode: FILE_MODE, losses });
      if (!ours) return undefined;
    }
  } finally {
    stream.close();
  }
  removeTemporaries(directory);
  return { runId: state.run_id, outcome: endOf(state)?.outcome ?? 'lost' };
}

type Body<Name extends RunEvent['event']> = Omit<
  EventOf<Name>,
  'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name'
>;

function lostBody(state: RunState, directory: string, reason: string): Body<'workflow.run.lost'> {
  const lastSeen = lastSeenOf(state, directory);
  const started = startedAt(state);
  const duration_ms =
    started === null || lastSeen === null ? 0 : parseTimestamp(lastSeen) - parseTimestamp(started);
  return {
    event: 'workflow.run.lost',
    duration_ms: Math.max(0, Math.round(duration_ms * 1000) / 1000),
    waiting_ms: state.waiting_ms,
    reason,
    error: { type: 'RunLostError', message: reason, category: 'transient' },
    inferred: true,
    ...(lastSeen !== null && { last_seen_at: lastSeen }),
  };
}

function rollUpBody(state: RunState): Body<'workflow.run.completed'> {
  const end = endOf(state);
  const category = end?.error?.category;
  return {
    event: 'workflow.run.completed',
    outcome: end?.outcome ?? 'lost',
    duration_ms: end?.duration_ms ?? 0,
    waiting_ms: end?.waiting_ms ?? state.waiting_ms,
    steps: state.steps.started,
    retries: state.retries,
    first_pass: isFirstPass(state),
    ...(state.descriptor.queue_wait_ms !== null && { queue_wait_ms: state.descriptor.queue_wait_ms }),
    ...(category !== undefined && { error_category: category }),
    ...(Object.keys(state.usage).length > 0 && { usage: state.usage }),
    ...(end?.inferred === true && { inferred: true }),
  };
}

/** The run's last event or its last heartbeat. */
function lastSeenOf(state: RunState, directory: string): string | null {
  const { heartbeatAt } = readExecution(directory);
  if (heartbeatAt === null || state.updated_at === null) return heartbeatAt ?? state.updated_at;
  return heartbeatAt > state.updated_at ? heartbeatAt : state.updated_at;
}

function telemetryIn(directory: string): unknown {
  const file = readJsonFile(join(directory, FILES.metadata));
  return typeof file === 'object' && file !== null && 'telemetry' in file ? file.telemetry : undefined;
}
