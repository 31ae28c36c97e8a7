import { isDeepStrictEqual } from 'node:util';

import {
  advance,
  initialRunState,
  opcodeOf,
  rootSpanIdOf,
  type RunEvent,
  type RunState,
} from '@runlight/contract';
import { readRun, readStatus, spansOf, validateRunDirectory, type RecoveredRun } from '@runlight/run-dir';

import { filesOf, leftoversIn, readJournal, type CrashedRun } from './crashed-run.ts';

/** What was found against what is promised of a crash; each entry names the run. */
export type Faults = string[];

/** Nothing that was emitted is missing or in another order. What was written last may not have been accounted for. */
export function missingEvents(runs: readonly CrashedRun[]): Faults {
  const faults: Faults = [];
  let unaccounted = 0;
  for (const { runId, journal, accounted } of runs) {
    const emitted = accounted.map(asWritten);
    const written = journal.events.slice(0, emitted.length);
    if (!isDeepStrictEqual(written, emitted)) {
      const missing = emitted.find((event, index) => !isDeepStrictEqual(event, written[index]));
      faults.push(`${runId}: ${missing?.event} ${missing?.event_id} is not where it was emitted`);
    }
    unaccounted += journal.events.length - written.length;
  }
  if (unaccounted > 1) faults.push(`${unaccounted} events were written that nobody emitted`);
  return faults;
}

/** A process writes one line at a time, so that a kill cuts off one at most, and nothing comes after it. */
export function tornLines(runs: readonly CrashedRun[]): Faults {
  const faults = runs.flatMap(({ runId, journal }) =>
    journal.broken.map((line) => `${runId}: torn before the end of the stream: ${line}`),
  );
  const cutOff = runs.filter(({ journal }) => journal.isCutOff);
  if (cutOff.length > 1) faults.push(`torn: ${cutOff.map(({ runId }) => runId).join(', ')}`);
  return faults;
}

/** What the reader makes of the journal is the fold of what was emitted. */
export function wrongStates(runs: readonly CrashedRun[]): Faults {
  return runs.filter(hasBegun).flatMap(({ runId, directory, journal, accounted }) => {
    const lastWritten = journal.events.slice(accounted.length);
    const expected = fold(runId, [...accounted, ...lastWritten]);
    const { state } = readRun(directory);
    return isDeepStrictEqual(state, expected) ? [] : [`${runId}: another state than was emitted`];
  });
}

/**
 * Every run that was open is ended by exactly one of those who recover at once, as lost unless it had said how it ended;
 * of those who come later, none finds anything to do.
 */
export function wrongRecoveries(
  runs: readonly CrashedRun[],
  recovered: readonly RecoveredRun[],
  recoveredLater: readonly RecoveredRun[],
): Faults {
  const faults = recoveredLater.map(({ runId }) => `${runId}: recovered twice`);
  for (const run of runs.filter(hasBegun)) {
    const { runId, directory, journal } = run;
    const outcomes = recovered.filter((each) => each.runId === runId).map(({ outcome }) => outcome);
    const expected = journal.hasEnded ? [] : [saidEnd(run) ?? 'lost'];
    if (!isDeepStrictEqual(outcomes, expected)) {
      faults.push(`${runId}: recovered as [${outcomes.join()}] instead of [${expected.join()}]`);
    }
    const status = readStatus(directory);
    if (status?.outcome !== (saidEnd(run) ?? 'lost'))
      faults.push(`${runId}: its status is ${status?.status}`);

    const after = readJournal(directory);
    const added = after.events
      .slice(journal.events.length)
      .map(({ event }) => event.slice('workflow.run.'.length));
    const ending = journal.hasEnded ? [] : [...(saidEnd(run) === undefined ? ['lost'] : []), 'completed'];
    if (!isDeepStrictEqual(added, ending)) faults.push(`${runId}: recovery added [${added.join()}]`);
    if (after.isCutOff || after.broken.length !== Number(journal.isCutOff)) {
      faults.push(`${runId}: recovery left a torn end`);
    }
    if (!isDeepStrictEqual(after.events.slice(0, journal.events.length), journal.events)) {
      faults.push(`${runId}: recovery changed what was there`);
    }
  }
  return faults;
}

/** Runs that had ended are byte for byte, and in their times of change, as they were. */
export function touchedRuns(runs: readonly CrashedRun[]): Faults {
  return runs
    .filter(({ journal }) => journal.hasEnded)
    .filter(({ directory, files }) => !isDeepStrictEqual(filesOf(directory), files))
    .map(({ runId }) => `${runId}: had ended and was changed`);
}

/** Every directory is a valid one, but for the line that the kill cut off, and nothing of the crash lies about. */
export function invalidDirectories(runs: readonly CrashedRun[]): Faults {
  return runs.filter(hasBegun).flatMap(({ runId, directory, journal }) => {
    const isTornLine = ({ file, rule }: { file: string; rule: string }): boolean =>
      journal.isCutOff && file === 'events.ndjson' && rule === 'json';
    const problems = validateRunDirectory(directory).filter((problem) => !isTornLine(problem));
    return [
      ...problems.map(({ file, rule, message }) => `${runId}: ${file} ${rule} ${message}`),
      ...leftoversIn(filesOf(directory).keys()).map((path) => `${runId}: left over: ${path}`),
    ];
  });
}

/**
 * A run has one root span: that which its process exported or, of a run that was recovered, that of its journal. Both are
 * the same span where both are there.
 */
export function wrongRootSpans(runs: readonly CrashedRun[], recovered: readonly RecoveredRun[]): Faults {
  const faults: Faults = [];
  let unexported = 0;
  for (const { runId, directory, exportedRoots } of runs.filter(hasBegun)) {
    const roots = [...spansOf(directory)].filter((span) => span.parentSpanContext === undefined);
    const [root] = roots;
    if (root === undefined || roots.length > 1) {
      faults.push(`${runId}: ${roots.length} root spans in its journal`);
      continue;
    }
    const { traceId, spanId } = root.spanContext();
    if (spanId !== rootSpanIdOf(traceId)) faults.push(`${runId}: a root span with the id ${spanId}`);
    const isRecovered = recovered.some((each) => each.runId === runId);
    const count = exportedRoots.length + Number(isRecovered);
    if (count > 1) faults.push(`${runId}: ${count} processes made its root span`);
    if (count === 0) unexported += 1;
    for (const exported of exportedRoots) {
      if (exported.traceId !== traceId || exported.spanId !== spanId) {
        faults.push(`${runId}: its process exported another root span than is in its journal`);
      }
    }
  }
  // Killed between the roll-up line and the end of the span: a replay of the journal sends it.
  if (unexported > 1) faults.push(`${unexported} runs ended without a root span`);
  return faults;
}

/** False for a directory that was made when the process was killed before it wrote the first event. */
export function hasBegun({ journal }: CrashedRun): boolean {
  return journal.events.length > 0;
}

/** The outcome that the run itself had told, if it was killed after that. */
export function saidEnd({ journal }: CrashedRun): RecoveredRun['outcome'] | undefined {
  return fold('', journal.events).end?.outcome;
}

/** A line spells out the opcode that follows from the step's type. */
function asWritten(event: RunEvent): RunEvent {
  if (!('step_seq' in event)) return event;
  return { ...event, opcode: opcodeOf({ opcode: event.opcode, type: event.step_type }) };
}

function fold(runId: string, events: Iterable<RunEvent>): RunState {
  const state = initialRunState(runId);
  for (const event of events) advance(state, event);
  return state;
}
