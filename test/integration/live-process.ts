import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTR } from '@runlight/contract';
import { startRunlight, type Runlight } from '@runlight/node';

import { toldLogRecord, toldSpan, type ToldTelemetry } from './told-telemetry.ts';

/** A process with Runlight at work that also keeps all it exports. */
export class LiveProcess implements AsyncDisposable {
  readonly runlight: Runlight;
  readonly #spans = new InMemorySpanExporter();
  readonly #logRecords = new InMemoryLogRecordExporter();

  /** Without a directory it takes the one of the environment. */
  constructor(runsDirectory?: string) {
    this.runlight = startRunlight({
      runsDirectory,
      otlpEndpoint: false,
      serviceName: 'integration',
      spanProcessors: [new SimpleSpanProcessor({ exporter: this.#spans })],
      logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: this.#logRecords })],
    });
  }

  /** The lifecycle telemetry of one run. Heartbeats are in no journal. */
  toldOf(runId: string): ToldTelemetry {
    const spans = this.#spans
      .getFinishedSpans()
      .filter(({ attributes }) => attributes[ATTR.RUN_ID] === runId);
    const records = this.#logRecords
      .getFinishedLogRecords()
      .filter(
        ({ attributes, eventName }) =>
          attributes[ATTR.RUN_ID] === runId && eventName !== 'workflow.run.heartbeat',
      );
    return { spans: spans.map(toldSpan), logRecords: records.map(toldLogRecord) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runlight.shutdown();
  }
}
