import { diag } from '@opentelemetry/api';
import type { ArtifactContent, ControlRequest, RunStore, SavedArtifact, StoredRun } from '@runlight/contract';

import { ControlWatches } from '../control/watch-control.ts';
import { RUNS_DIR_VARIABLE, runDirectoryOf } from '../layout.ts';
import { isDirectory } from '../plain-files.ts';
import { foldRun } from '../read/fold-stream.ts';
import { readEvents } from '../read/read-run.ts';
import type { RunWriters } from '../write/run-writers.ts';
import type { WriteSettings } from '../write/settings.ts';
import { saveArtifact } from './save-artifact.ts';

/** The runs directory as the SDK's store. Every method is fail-open: it tells `diag` and never throws. */
export class DirectoryRunStore implements RunStore {
  readonly #settings: WriteSettings;
  readonly #writers: RunWriters;
  readonly #watches: ControlWatches;

  constructor(settings: WriteSettings, writers: RunWriters) {
    this.#settings = settings;
    this.#writers = writers;
    this.#watches = new ControlWatches(settings.directoryMode);
  }

  env(): Record<string, string> {
    return { [RUNS_DIR_VARIABLE]: this.#settings.root };
  }

  load(runId: string): StoredRun | undefined {
    const directory = runDirectoryOf(this.#settings.root, runId);
    try {
      if (!isDirectory(directory)) return undefined;
      const folded = foldRun(directory);
      return folded && { state: folded.state, events: readEvents(directory) };
    } catch (error) {
      diag.warn(`runlight: run ${runId} could not be read`, error);
      return undefined;
    }
  }

  saveArtifact(artifact: ArtifactContent): SavedArtifact | undefined {
    const directory = runDirectoryOf(this.#settings.root, artifact.runId);
    try {
      this.#settings.prepare(directory);
      return saveArtifact(directory, artifact, this.#settings);
    } catch (error) {
      this.#settings.losses.artifact(error);
      return undefined;
    }
  }

  watchControl(runId: string, onRequest: (request: ControlRequest) => void): () => void {
    const directory = runDirectoryOf(this.#settings.root, runId);
    try {
      this.#settings.prepare(directory);
      return this.#watches.add(directory, onRequest);
    } catch (error) {
      diag.warn(`runlight: requests to run ${runId} can't be followed`, error);
      return () => undefined;
    }
  }

  wonEnd(runId: string): boolean {
    try {
      return this.#writers.wonEnd(runId);
    } catch (error) {
      diag.warn(`runlight: final.json of run ${runId} can't be read`, error);
      return true; // somebody has to speak for the run
    }
  }

  close(): void {
    this.#watches.close();
  }
}
