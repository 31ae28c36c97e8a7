import { setImmediate } from 'node:timers/promises';

import { context, logs, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { newSpanId, newTraceId, takePinnedSpanId, takePinnedTraceId } from '@runlight/sdk';

const SUCCESS = 0;

/** An exporter that is always there and takes no time. */
const discard = {
  export: (_items: unknown, done: (result: { code: number }) => void) => done({ code: SUCCESS }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** A provider that batches log records as every application does, after the processors that are given. */
export function discardingLoggerProvider(processors: LogRecordProcessor[] = []): LoggerProvider {
  return new LoggerProvider({
    processors: [...processors, new BatchLogRecordProcessor({ exporter: discard })],
  });
}

/** Registers the real SDK with its batch processors and exporters that discard: nothing of the network is measured. */
export function registerDiscardingSdk(logProcessors: LogRecordProcessor[] = []): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(
    new TracerProvider({
      spanProcessors: [new BatchSpanProcessor({ exporter: discard })],
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
