import { context, logs, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { TracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { newSpanId, newTraceId, takePinnedSpanId, takePinnedTraceId } from '@runlight/sdk';

const DISCARD_SPANS: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** The real SDK with processors that discard: what is measured is making the signals, not sending them. */
export function registerDiscardingSdk(logProcessors: LogRecordProcessor[] = []): void {
  const discardLogs: LogRecordProcessor = {
    onEmit: () => undefined,
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(
    new TracerProvider({
      spanProcessors: [DISCARD_SPANS],
      idGenerator: {
        generateTraceId: () => takePinnedTraceId() ?? newTraceId(),
        generateSpanId: () => takePinnedSpanId() ?? newSpanId(),
      },
    }),
  );
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [discardLogs, ...logProcessors] }));
}
