import { traceIdFromRunId } from '../ids.ts';
import type { RunState } from '../run-state.ts';
import { endOf, startedAt, statusOf, tagsOf } from '../run-view.ts';
import type { MetadataFile } from '../schemas/metadata-file.ts';
import { STATE_TABLE } from '../state-table.ts';
import { formatTimestamp } from '../timestamp.ts';
import { oa04StepId } from './safe-name.ts';

/** The formats that a run directory is written in. */
export const SCHEMA_VERSIONS = [
  { name: 'oa04.3', version: 1 },
  { name: 'runlight.event', version: 1 },
  { name: 'runlight.status', version: 1 },
  { name: 'runlight.manifest', version: 1 },
  { name: 'runlight.final', version: 1 },
] as const;

/** A run's `metadata.json`. `artifactsRoot` is the directory that the run directories lie in. */
export function toMetadataFile(state: RunState, options: { readonly artifactsRoot: string }): MetadataFile {
  const { descriptor } = state;
  const end = endOf(state);
  return {
    run_id: state.run_id,
    workflow_id: state.workflow_name,
    workflow_version: versionOf(descriptor.workflow_version),
    started_at: startedAt(state) ?? state.updated_at ?? formatTimestamp(0),
    artifacts_root: options.artifactsRoot,
    entry_step: state.entry_step === null ? 'START' : oa04StepId(state.entry_step),
    ended_at: end?.mark[0] ?? null,
    last_step_id: state.last_started_step && oa04StepId(state.last_started_step),
    termination: STATE_TABLE[statusOf(state)].termination,
    schema_versions: SCHEMA_VERSIONS.map((schema) => ({ ...schema })),

    trace_id: descriptor.trace_id ?? traceIdFromRunId(state.run_id),
    environment: descriptor.environment,
    tenant_id: descriptor.tenant_id,
    business_event_id: descriptor.business_event_id,
    actor: descriptor.actor,
    tags: tagsOf(state),
    outcome: end?.outcome ?? null,
    duration_ms: end?.duration_ms ?? null,
    inputs: descriptor.inputs,
    outputs: end?.outputs ?? null,
    effectiveness: end?.effectiveness ?? null,
    rerun_of: descriptor.rerun_of,
    parent_run_id: descriptor.parent_run_id,
    run_attempt: descriptor.run_attempt ?? 1,
  };
}

/** OA04 readers want an integer, so a version that looks like one becomes one, and no version 0. */
function versionOf(version: string | null): number | string {
  if (version === null) return 0;
  const integer = /^(?:0|[1-9]\d*)$/.test(version) ? Number(version) : Number.NaN;
  return Number.isSafeInteger(integer) ? integer : version;
}
