import {
  formatTimestamp,
  parseTimestamp,
  toMetadataFile,
  toStatusFile,
  type RunState,
} from '@runlight/contract';

import type { ProcessIdentity } from '../process-identity.ts';
import { jsonText } from './json-text.ts';

/** What the run's telemetry is about and who makes it, so that it can be sent again as it was. */
export interface TelemetryOrigin {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: { readonly name: string; readonly version?: string | undefined };
}

/** The text of the files that sum a run up. */
export class RunFiles {
  readonly directory: string;
  readonly #root: string;
  /** `telemetry` of metadata.json: a {@link TelemetryOrigin}, or what another process wrote there. */
  readonly #telemetry: unknown;
  /** What status.json names as the process that executes the run; null if none does. */
  process: ProcessIdentity | null = null;

  constructor(directory: string, root: string, telemetry: unknown) {
    this.directory = directory;
    this.#root = root;
    this.#telemetry = telemetry;
  }

  statusText(state: RunState, streamOffset: number): string {
    const known = state.updated_at === null ? 0 : parseTimestamp(state.updated_at);
    const updatedAt = formatTimestamp(Math.max(Date.now(), known)); // a clock may have been set back
    return jsonText(toStatusFile(state, { updatedAt, process: this.process, streamOffset }));
  }

  metadataText(state: RunState): string {
    return jsonText({ ...toMetadataFile(state, { artifactsRoot: this.#root }), telemetry: this.#telemetry });
  }
}
