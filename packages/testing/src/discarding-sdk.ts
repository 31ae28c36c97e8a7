import { setImmediate } from 'node:timers/promises';

import { context, logs, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { JsonLogsSerializer, JsonTraceSerializer, type ISerializer } from '@opentelemetry/otlp-transformer';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { newSpanId, newTraceId, takePinnedSpanId, takePinnedTraceId } from '@runlight/sdk';

const SUCCESS = 0;

/** An exporter that does what the OTLP/HTTP exporter does, up to the network: it serialises. */
function serialisingExporter<T>(serializer: ISerializer<T[], unknown>): {
  export: (items: T[], done: (result: { code: number }) => void) => void;
  forceFlush: () => Promise<void>;
  shutdown: () => Promise<void>;
} {
  return {
    export: (items, done) => {
      serializer.serializeRequest(items);
      done({ code: SUCCESS });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

/** A provider that batches log records as every application does, after the processors that are given. */
export function discardingLoggerProvider(processors: LogRecordProcessor[] = []): LoggerProvider {
  return new LoggerProvider({
    processors: [
      ...processors,
      new BatchLogRecordProcessor({ exporter: serialisingExporter(JsonLogsSerializer) }),
    ],
  });
}

/**
 * Registers the real SDK as an application has it: batch processors and OTLP/JSON exporters, which stop short of the
 * network.
 */
export function registerDiscardingSdk(logProcessors: LogRecordProcessor[] = []): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(
    new TracerProvider({
      spanProcessors: [new BatchSpanProcessor({ exporter: serialisingExporter(JsonTraceSerializer) })],
      idGenerator: {
        generateTraceId: () => takePinnedTraceId() ?? newTraceId(),
        generateSpanId: () => takePinnedSpanId() ?? newSpanId(),
      },
    }),
  );
  logs.setGlobalLoggerProvider(discardingLoggerProvider(logProcessors));
}

/** Steps after which the batch processors must have had a turn, or they drop what is beyond their queues. */
const TURN = 250;

/** Does something `count` times, with turns for the timers and batches in between. */
export async function repeat(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await act(index);
    if (index % TURN === TURN - 1) await setImmediate();
  }
}
