import type { ArtifactContent, ControlRequest, RunStore, SavedArtifact, StoredRun } from '@runlight/contract';

import type { ControlPoll } from './control-poll.ts';

/**
 * Runs that are asked of from a server as well as through their directories, if they have any. A request that comes by
 * both ways is told once.
 */
export class ControlledRunStore implements RunStore {
  readonly #directories: RunStore | undefined;
  readonly #poll: ControlPoll;

  constructor(directories: RunStore | undefined, poll: ControlPoll) {
    this.#directories = directories;
    this.#poll = poll;
  }

  env(): Record<string, string> {
    return this.#directories?.env() ?? {};
  }

  load(runId: string): StoredRun | undefined {
    return this.#directories?.load(runId);
  }

  saveArtifact(artifact: ArtifactContent): SavedArtifact | undefined {
    return this.#directories?.saveArtifact(artifact);
  }

  watchControl(runId: string, onRequest: (request: ControlRequest) => void): () => void {
    const told = new Set<string>();
    const tellOnce = (request: ControlRequest): boolean => {
      if (request.id !== undefined && told.has(request.id)) return false;
      if (request.id !== undefined) told.add(request.id);
      onRequest(request);
      return true;
    };
    const leaveDirectory = this.#directories?.watchControl(runId, (request) => {
      if (tellOnce(request) && request.id !== undefined) this.#poll.acknowledge(request.id);
    });
    const leaveServer = this.#poll.follow(runId, tellOnce);
    return () => {
      leaveDirectory?.();
      leaveServer();
    };
  }

  wonEnd(runId: string): boolean {
    return this.#directories?.wonEnd(runId) ?? true;
  }
}
