import { join } from 'node:path';

import {
  stepLabel,
  toGateOutcome,
  toGateRequest,
  toManifest,
  toRunnerMetadata,
  type ArtifactRef,
  type Mark,
  type RunState,
  type StepEvent,
  type StepState,
} from '@runlight/contract';

import { attemptDirectory, STEP_FILES, stepDirectory } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';
import type { Documents } from './documents.ts';
import { jsonText } from './json-text.ts';

const EMPTY_MARK: Mark = ['', '', 0];

/** The files that a run keeps of its steps: manifests, gate files, runner metadata. */
export class StepDocuments {
  readonly #directory: string;
  readonly #documents: Documents;
  readonly #state: () => RunState;
  /** The latest finished attempt of each step whose manifest is not on the disk yet. */
  readonly #unwritten = new Map<string, StepState>();

  constructor(directory: string, documents: Documents, state: () => RunState) {
    this.#directory = directory;
    this.#documents = documents;
    this.#state = state;
  }

  /** Takes up what an event means for the files of its step; `step` is the step after the event was folded. */
  show(event: StepEvent, step: StepState): void {
    switch (event.event) {
      case 'workflow.gate.requested':
        this.#put(step, STEP_FILES.gateRequest, toGateRequest);
        return;
      case 'workflow.gate.resolved':
        this.#put(step, STEP_FILES.gateOutcome, toGateOutcome);
        return;
      case 'workflow.runner.started':
      case 'workflow.runner.completed':
        this.#put(step, STEP_FILES.runnerMetadata, toRunnerMetadata);
        return;
      default:
    }
  }

  /** Takes a step of which files may be missing, because its process was killed. */
  restore(step: StepState): void {
    if (step.gate?.requested != null) this.#put(step, STEP_FILES.gateRequest, toGateRequest);
    if (step.gate?.resolved != null) this.#put(step, STEP_FILES.gateOutcome, toGateOutcome);
    if (step.runner !== null) this.#put(step, STEP_FILES.runnerMetadata, toRunnerMetadata);
    if (step.ended_at === null) return;
    if (this.#writtenManifest(stepLabel(step))?.['span_id'] !== step.span_id) this.finished(step);
  }

  /**
   * Takes a finished attempt: its manifest becomes the step's. The attempt before it keeps a manifest of its own if it
   * left files; nothing else of it is kept here, or a loop over one step would leave a file for each turn.
   */
  finished(step: StepState): void {
    const label = stepLabel(step);
    const superseded = this.#unwritten.get(label);
    if (superseded !== undefined && superseded.span_id !== step.span_id) this.#keep(superseded);
    this.#unwritten.set(label, step);
    this.#documents.put(`${stepDirectory(label, 1)}/${STEP_FILES.manifest}`, {
      render: () => {
        if (step.attempt > 1) this.#keepWritten(label, step);
        return this.#manifest(step);
      },
      settled: () => {
        if (this.#unwritten.get(label) === step) this.#unwritten.delete(label);
      },
    });
  }

  #manifest(step: StepState): string {
    return jsonText(
      toManifest({ ...step, artifacts: [...step.artifacts, ...ownFilesOf(step)] }, this.#state()),
    );
  }

  #keep(step: StepState): void {
    if (step.artifacts.length === 0 && ownFilesOf(step).length === 0) return;
    const directory = attemptDirectory(stepLabel(step), step.attempt);
    this.#documents.put(`${directory}/${STEP_FILES.manifest}`, { render: () => this.#manifest(step) });
  }

  /** Keeps the manifest on disk, which a later attempt is about to replace. */
  #keepWritten(label: string, step: StepState): void {
    const written = this.#writtenManifest(label);
    if (written === undefined || written['span_id'] === step.span_id) return;
    const { attempt, artifacts } = written;
    if (typeof attempt !== 'number' || !Array.isArray(artifacts) || artifacts.length === 0) return;
    const directory = attemptDirectory(label, attempt);
    this.#documents.put(`${directory}/${STEP_FILES.manifest}`, { render: () => jsonText(written) });
  }

  #writtenManifest(label: string): Readonly<Record<string, unknown>> | undefined {
    const written = readJsonFile(join(this.#directory, stepDirectory(label, 1), STEP_FILES.manifest));
    if (typeof written !== 'object' || written === null) return undefined;
    return written as Readonly<Record<string, unknown>>; // just checked
  }

  #put(step: StepState, name: string, project: (step: StepState) => unknown): void {
    const directory = stepDirectory(stepLabel(step), step.attempt);
    this.#documents.put(`${directory}/${name}`, { render: () => jsonText(project(step)) });
  }
}

/** The files that {@link StepDocuments} itself writes for a step, as its manifest lists them. */
function ownFilesOf(step: StepState): ArtifactRef[] {
  const directory = stepDirectory(stepLabel(step), step.attempt);
  const files: ArtifactRef[] = [];
  const add = (role: string, name: string): void => {
    files.push({
      mark: step.started ?? EMPTY_MARK,
      role,
      path: `${directory}/${name}`,
      media_type: 'application/json',
      size_bytes: null,
      sha256: null,
      required: true,
      important: null,
      summary: null,
    });
  };
  if (step.gate?.requested != null) add('gate_request', STEP_FILES.gateRequest);
  if (step.gate?.resolved != null) add('gate_outcome', STEP_FILES.gateOutcome);
  if (step.runner !== null) add('runner_metadata', STEP_FILES.runnerMetadata);
  return files;
}
