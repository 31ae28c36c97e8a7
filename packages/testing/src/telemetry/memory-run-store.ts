import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type {
  ArtifactContent,
  ControlRequest,
  RunEvent,
  RunStore,
  SavedArtifact,
  StoredRun,
} from '@runlight/contract';

import { eventOf, foldRun } from './read-events.ts';

/** Keeps runs in memory: takes their events as a log record processor, and gives them back as a run store. */
export class MemoryRunStore implements RunStore, LogRecordProcessor {
  readonly artifacts: (ArtifactContent & SavedArtifact)[] = [];
  readonly #events = new Map<string, RunEvent[]>();
  readonly #watchers = new Map<string, Set<(request: ControlRequest) => void>>();
  readonly #requests = new Map<string, ControlRequest[]>();
  readonly #ended = new Set<string>();

  /** Adds what another process recorded. */
  add(events: Iterable<RunEvent>): void {
    for (const event of events) {
      const known = this.#events.get(event.run_id);
      if (known === undefined) this.#events.set(event.run_id, [event]);
      else known.push(event);
    }
  }

  /** Asks something of a run from outside, whether or not somebody listens yet. */
  request(runId: string, request: ControlRequest): void {
    this.#requests.set(runId, [...(this.#requests.get(runId) ?? []), request]);
    for (const watcher of this.#watchers.get(runId) ?? []) watcher(request);
  }

  /** How many processes listen to what is asked of a run. */
  watchersOf(runId: string): number {
    return this.#watchers.get(runId)?.size ?? 0;
  }

  /** Lets somebody else be the one that ended the run. */
  claimEnd(runId: string): void {
    this.#ended.add(runId);
  }

  env(): Record<string, string> {
    return { RUNLIGHT_TEST_STORE: 'memory' };
  }

  load(runId: string): StoredRun | undefined {
    const events = this.#events.get(runId);
    return events === undefined ? undefined : { state: foldRun(runId, events), events: [...events] };
  }

  saveArtifact(artifact: ArtifactContent): SavedArtifact {
    const { content } = artifact;
    const bytes = Buffer.from(
      typeof content === 'string' || content instanceof Uint8Array ? content : readFileSync(content.file),
    );
    const saved = {
      path: `artifacts/${artifact.step}/${artifact.name}`,
      sizeBytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    this.artifacts.push({ ...artifact, ...saved });
    return saved;
  }

  watchControl(runId: string, onRequest: (request: ControlRequest) => void): () => void {
    const watchers = this.#watchers.get(runId) ?? new Set();
    this.#watchers.set(runId, watchers.add(onRequest));
    for (const request of this.#requests.get(runId) ?? []) onRequest(request);
    return () => watchers.delete(onRequest);
  }

  wonEnd(runId: string): boolean {
    if (this.#ended.has(runId)) return false;
    this.#ended.add(runId);
    return true;
  }

  onEmit(record: ReadWriteLogRecord): void {
    if (record.eventName === undefined || record.eventName === 'workflow.run.heartbeat') return;
    const event = eventOf(record);
    if (event.run_id !== undefined) this.add([event]);
  }

  async forceFlush(): Promise<void> {
    // Nothing is held back.
  }

  async shutdown(): Promise<void> {
    // Nothing is held back.
  }
}
