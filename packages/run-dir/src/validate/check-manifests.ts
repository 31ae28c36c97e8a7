import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';

import {
  GateOutcomeSchema,
  GateRequestSchema,
  ManifestSchema,
  RunnerMetadataSchema,
} from '@runlight/contract/schemas';

import { ARTIFACTS_DIRECTORY, ATTEMPTS_DIRECTORY, STEP_FILES } from '../layout.ts';
import { checkJsonFile } from './check-json-file.ts';
import type { Report, Schema } from './problem.ts';

const SCHEMAS: readonly (readonly [name: string, schema: Schema])[] = [
  [STEP_FILES.gateRequest, GateRequestSchema],
  [STEP_FILES.gateOutcome, GateOutcomeSchema],
  [STEP_FILES.runnerMetadata, RunnerMetadataSchema],
];

/** Checks what lies under `artifacts/`. While the run goes on, steps without a manifest are those that have not ended. */
export function checkManifests(
  directory: string,
  runId: string | undefined,
  hasEnded: boolean,
  report: Report,
): void {
  for (const step of directoriesIn(directory, ARTIFACTS_DIRECTORY, report)) {
    const parent = `${ARTIFACTS_DIRECTORY}/${step}`;
    checkStep(directory, { parent, stepId: step, runId, isRequired: hasEnded }, report);
    for (const attempt of directoriesIn(directory, `${parent}/${ATTEMPTS_DIRECTORY}`, report)) {
      const own = `${parent}/${ATTEMPTS_DIRECTORY}/${attempt}`;
      checkStep(directory, { parent: own, stepId: step, runId, isRequired: false }, report);
    }
  }
}

interface StepCheck {
  readonly parent: string;
  readonly stepId: string;
  readonly runId: string | undefined;
  readonly isRequired: boolean;
}

function checkStep(
  directory: string,
  { parent, stepId, runId, isRequired }: StepCheck,
  report: Report,
): void {
  for (const [name, schema] of SCHEMAS) {
    checkJsonFile(directory, `${parent}/${name}`, { schema, isRequired: false }, report);
  }
  const file = `${parent}/${STEP_FILES.manifest}`;
  const manifest = checkJsonFile(directory, file, { schema: ManifestSchema, isRequired }, report);
  if (manifest === undefined) return;
  if (manifest['step_id'] !== stepId) {
    report({
      file,
      rule: 'step-id',
      message: `Is about step ${String(manifest['step_id'])}, and lies under ${stepId}`,
    });
  }
  const { run_id: named, artifacts } = manifest;
  if (runId !== undefined && typeof named === 'string' && named !== runId) {
    report({ file, rule: 'run-id', message: `Names run ${named}, not ${runId}` });
  }
  if (!Array.isArray(artifacts)) return;
  for (const artifact of artifacts as unknown[]) {
    if (typeof artifact !== 'object' || artifact === null || !('path' in artifact)) continue;
    if (typeof artifact.path === 'string') checkArtifact(directory, file, stepId, artifact.path, report);
  }
}

function checkArtifact(directory: string, file: string, stepId: string, path: string, report: Report): void {
  const below = `${ARTIFACTS_DIRECTORY}/${stepId}/`;
  if (isAbsolute(path) || !normalize(path).startsWith(below)) {
    report({ file, rule: 'artifact-path', message: `${path} is not below ${below}` });
    return;
  }
  const found = lstatSync(join(directory, path), { throwIfNoEntry: false });
  if (found === undefined) report({ file, rule: 'artifact-missing', message: `There is no ${path}` });
  else if (found.isSymbolicLink())
    report({ file: path, rule: 'file-plain', message: 'A link, which leads anywhere' });
}

function directoriesIn(directory: string, name: string, report: Report): string[] {
  const found = lstatSync(join(directory, name), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) {
    report({ file: name, rule: 'file-plain', message: 'Not a directory' });
    return [];
  }
  const entries: Dirent[] = readdirSync(join(directory, name), { withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    report({ file: `${name}/${entry.name}`, rule: 'file-plain', message: 'A link, which leads anywhere' });
  }
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
