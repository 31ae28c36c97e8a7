import { compareMarks } from '../marks.ts';
import type { RunState } from '../run-state.ts';
import { endOf, statusOf } from '../run-view.ts';
import type { Manifest, StepTermination } from '../schemas/manifest.ts';
import { STATE_TABLE } from '../state-table.ts';
import type { ArtifactRef, StepState } from '../step-state.ts';
import { formatTimestamp, parseTimestamp } from '../timestamp.ts';
import { oa04StepId } from './safe-name.ts';

/** A step's `manifest.json`. A step that never ended is taken to have ended with its run. */
export function toManifest(step: StepState, run: RunState): Manifest {
  const artifacts = latestPerPath(step.artifacts);
  const startedAt = step.started?.[0] ?? step.status_mark?.[0] ?? run.updated_at ?? formatTimestamp(0);
  return {
    step_id: oa04StepId(step),
    opcode: step.opcode,
    started_at: startedAt,
    ended_at: step.ended_at ?? endOf(run)?.mark[0] ?? run.updated_at ?? startedAt,
    termination: terminationOf(step, run),
    evidence_summary: { references: artifacts.filter(isEvidence).map(toReference), notes: notesOf(step) },
    artifacts: artifacts.map(toArtifact),

    format_version: 1,
    run_id: run.run_id,
    span_id: step.span_id,
    name: step.name,
    key: step.key,
    attempt: step.attempt,
    type: step.type,
    status: step.status,
    duration_ms: step.duration_ms,
    waiting_ms: step.waiting_ms,
    retries: step.retries,
    error: step.error,
    validation: step.validation,
    usage: step.usage,
    details: step.details,
    input: step.input,
    output: step.output,
  };
}

/** A gate's outcome or a planner's status where there is one, else how the step ended mechanically. */
function terminationOf(step: StepState, run: RunState): StepTermination {
  switch (step.status) {
    case 'completed':
    case 'skipped':
      return gateTermination(step) ?? step.decision ?? 'completed';
    case 'failed':
      return gateTermination(step) ?? mechanicalFailure(step);
    case 'cancelled':
      return endedByTimeout(step, run) ? 'killed_timeout' : 'killed_policy';
    case 'running':
    case 'waiting':
    case 'blocked': {
      const ofRun = STATE_TABLE[statusOf(run)].termination;
      return ofRun === null || ofRun === 'completed' ? 'killed_idle' : ofRun;
    }
  }
}

/** Known already when the step ends, before its run does: nobody asked for a cancellation and the run's time was up. */
function endedByTimeout(step: StepState, run: RunState): boolean {
  const { timeout_ms } = run.descriptor;
  if (run.cancelling !== null || timeout_ms === null || run.started === null || step.ended_at === null)
    return false;
  return parseTimestamp(step.ended_at) - parseTimestamp(run.started[0]) >= timeout_ms;
}

function gateTermination(step: StepState): StepTermination | null {
  const resolved = step.gate?.resolved ?? null;
  return resolved && `gate_${resolved.outcome}`;
}

function mechanicalFailure(step: StepState): StepTermination {
  const ofRunner = step.runner?.ended?.termination ?? null;
  return ofRunner === null || ofRunner === 'completed' ? 'error' : ofRunner;
}

function notesOf(step: StepState): string[] {
  const notes = [
    step.error && `${step.error.type}: ${step.error.message}`,
    step.reason,
    step.gate?.resolved?.note ?? null,
    step.rollback?.reason ?? null,
    ...(step.validation?.reasons ?? []),
  ];
  return notes.filter((note) => note !== null);
}

/** A file that was recorded again was replaced; the last record says what it is now. */
function latestPerPath(artifacts: readonly ArtifactRef[]): ArtifactRef[] {
  const latest = new Map<string, ArtifactRef>();
  for (const artifact of artifacts.toSorted((a, b) => compareMarks(a.mark, b.mark))) {
    latest.set(artifact.path, artifact);
  }
  return [...latest.values()];
}

function isEvidence(artifact: ArtifactRef): boolean {
  return artifact.important === true || artifact.summary !== null;
}

function toReference({
  role,
  path,
  summary,
}: ArtifactRef): Manifest['evidence_summary']['references'][number] {
  return { role, path, ...(summary !== null && { summary }) };
}

function toArtifact(artifact: ArtifactRef): Manifest['artifacts'][number] {
  const { role, path, media_type, required, important, size_bytes, sha256 } = artifact;
  return {
    role,
    path,
    media_type,
    required,
    ...(important !== null && { important }),
    ...(size_bytes !== null && { size_bytes }),
    ...(sha256 !== null && { sha256 }),
  };
}
