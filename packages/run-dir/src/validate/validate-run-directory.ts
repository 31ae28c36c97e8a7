import { basename, resolve } from 'node:path';

import { LIFECYCLE_STATES } from '@runlight/contract';
import {
  FinalFileSchema,
  MetadataFileSchema,
  Oa04StatusSchema,
  StatusFileSchema,
} from '@runlight/contract/schemas';

import { FILES } from '../layout.ts';
import { isDirectory } from '../plain-files.ts';
import { checkEvents } from './check-events.ts';
import { checkedText, checkJsonFile } from './check-json-file.ts';
import { checkManifests } from './check-manifests.ts';
import { issuesOf, type Problem, type Report } from './problem.ts';

type Fields = Readonly<Record<string, unknown>> | undefined;

const ROLL_UP = 'workflow.run.completed';

/**
 * Checks a run directory, ours or another producer's, against what OA04.3 and OA04.3.1 demand: each problem with its
 * file, line and rule, none if it is as it must be.
 *
 * Reads everything and changes nothing. Of a run that goes on, what comes only with its end is not missed.
 */
export function validateRunDirectory(directory: string): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (problem) => void problems.push(problem);
  const path = resolve(directory);
  if (!isDirectory(path)) {
    report({ file: '.', rule: 'file-plain', message: 'Not a directory' });
    return problems;
  }
  const metadata = checkJsonFile(
    path,
    FILES.metadata,
    { schema: MetadataFileSchema, isRequired: true },
    report,
  );
  const status = checkStatus(path, report);
  const final = checkJsonFile(path, FILES.final, { schema: FinalFileSchema, isRequired: false }, report);
  const events = checkEvents(path, FILES.events, report);
  if (events === undefined) {
    report({ file: FILES.events, rule: 'file-missing', message: 'There is no event in it' });
  }
  checkEvents(path, FILES.afterEnd, report);

  const runId = [metadata?.['run_id'], status?.['run_id'], events?.runId].find(
    (id) => typeof id === 'string',
  );
  for (const [file, fields] of [
    [FILES.metadata, metadata],
    [FILES.status, status],
    [FILES.final, final],
    [FILES.events, events && { run_id: events.runId }],
  ] as const) {
    const named = fields?.['run_id'];
    if (typeof named !== 'string' || named === runId) continue;
    report({ file, rule: 'run-id', message: `Names run ${named}, not ${String(runId)}` });
  }
  checkArtifactsRoot(path, metadata, report);
  const hasEnded = checkEnd(path, { metadata, status, final, lastEvent: events?.lastEvent }, report);
  checkManifests(path, typeof runId === 'string' ? runId : undefined, hasEnded, report);
  return problems;
}

/** Ours is checked for what we promise beyond OA04.3.1 as well. */
function checkStatus(directory: string, report: Report): Fields {
  const found: Problem[] = [];
  const check = { schema: Oa04StatusSchema, isRequired: true };
  const status = checkJsonFile(directory, FILES.status, check, (problem) => void found.push(problem));
  if (found.length === 0 && status?.['format_version'] !== undefined) {
    for (const message of issuesOf(StatusFileSchema, status))
      found.push({ file: FILES.status, rule: 'fields', message });
  }
  found.forEach(report);
  return status;
}

/** `artifacts_root` is where the run directories lie, not one of them. */
function checkArtifactsRoot(directory: string, metadata: Fields, report: Report): void {
  const root = metadata?.['artifacts_root'];
  if (typeof root !== 'string' || basename(resolve(root)) !== basename(directory)) return;
  report({
    file: FILES.metadata,
    rule: 'fields',
    message: `artifacts_root: ${root} is the run directory itself, not the one that it lies in`,
  });
}

interface Endings {
  readonly metadata: Fields;
  readonly status: Fields;
  readonly final: Fields;
  readonly lastEvent: unknown;
}

/** A run that has ended says so everywhere. Returns whether it has. */
function checkEnd(
  directory: string,
  { metadata, status, final, lastEvent }: Endings,
  report: Report,
): boolean {
  const lifecycle = LIFECYCLE_STATES.find((state) => state === status?.['lifecycle_state']);
  const hasEnded = final !== undefined || lifecycle === 'completed' || lifecycle === 'failed';
  if (!hasEnded) return false;
  const demand = (holds: boolean, file: string, message: string): void => {
    if (!holds) report({ file, rule: 'end', message });
  };
  const isOver = lifecycle === undefined || lifecycle === 'completed' || lifecycle === 'failed';
  demand(isOver, FILES.status, `lifecycle_state is ${lifecycle}, but the run has ended`);
  const text = checkedText(directory, FILES.finalState, true, report);
  if (text !== undefined) demand(text.trim() !== '', FILES.finalState, 'It is empty');
  // OA04.3 wants the rest of this as well, but does not demand it; of our own files we do.
  if (status?.['format_version'] === undefined) return true;
  demand(status['termination'] != null, FILES.status, 'The run has ended without a termination');
  demand(metadata?.['ended_at'] != null, FILES.metadata, 'The run has ended, but ended_at is missing');
  demand(metadata?.['termination'] != null, FILES.metadata, 'The run has ended, but termination is missing');
  demand(final !== undefined, FILES.final, 'The run has ended, but there is no final.json');
  demand(lastEvent === ROLL_UP, FILES.events, `The last line is not the roll-up (${ROLL_UP})`);
  return true;
}
