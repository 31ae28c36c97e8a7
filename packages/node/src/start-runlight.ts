import { context, diag, DiagConsoleLogger, logs, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  CompositePropagator,
  diagLogLevelFromString,
  getBooleanFromEnv,
  getStringFromEnv,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { setRunStore } from '@runlight/sdk';

import { flushAtExit } from './exit-hooks.ts';
import { DEFAULT_FLUSH_TIMEOUT_MS, type RunlightOptions } from './options.ts';
import { processResource } from './resource.ts';
import { watchedParts, type RunlightTelemetry, type WatchedParts } from './runlight-parts.ts';
import { completesWithin } from './time-limit.ts';

/** Runlight at work in this process. */
export interface Runlight {
  /** What became of the telemetry so far: delivered, waiting, lost. */
  telemetry(): RunlightTelemetry;
  /** Delivers what is waiting. Never throws, and waits no longer than `flushTimeoutMs`. */
  flush(): Promise<void>;
  /**
   * Flushes, then stops. What was not delivered by then stays in the run directory, for `replay`. Never throws, and waits no
   * longer than `flushTimeoutMs`.
   */
  shutdown(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Our own processors keep to the time limit, and then tidy up; others may not. */
const GRACE_MS = 500;

/** One per process, whatever the number of copies of this package. */
const KEY = Symbol.for('runlight.node.v1');
const shared = globalThis as { [KEY]?: Runlight }; // the symbol is ours alone

/**
 * Makes every run of this process visible: registers OpenTelemetry's traces and logs, writes the run directories, and
 * delivers over OTLP/HTTP if an endpoint is configured by the standard OTEL_* variables.
 *
 * Calls after the first give the same Runlight back. With OTEL_SDK_DISABLED=true nothing is started. Where another
 * OpenTelemetry SDK is registered already a warning says so; use {@link createRunlightParts} there. Throws
 * `invalid_otlp_endpoint` if `otlpEndpoint` is no URL, and `invalid_server_url`.
 */
export function startRunlight(options: RunlightOptions = {}): Runlight {
  if (shared[KEY] !== undefined) return shared[KEY];
  if (getBooleanFromEnv('OTEL_SDK_DISABLED')) return disabledRunlight();
  logToConsoleIfAsked();
  const runlight = start(options);
  shared[KEY] = runlight;
  return runlight;
}

function start(options: RunlightOptions): Runlight {
  const parts = watchedParts(options);
  const resource = processResource(options.serviceName);
  const tracerProvider = new TracerProvider({
    resource,
    idGenerator: parts.idGenerator,
    spanProcessors: [...parts.spanProcessors, ...(options.spanProcessors ?? [])],
  });
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [...parts.logRecordProcessors, ...(options.logRecordProcessors ?? [])],
  });
  const unregister = register(tracerProvider, loggerProvider, parts);
  setRunStore(parts.runStore);

  const timeLimitMs = (options.flushTimeoutMs ?? DEFAULT_FLUSH_TIMEOUT_MS) + GRACE_MS;
  let flushed = -1;
  const flush = async (): Promise<void> => {
    flushed = parts.added();
    await completesWithin(timeLimitMs, settled([tracerProvider.forceFlush(), loggerProvider.forceFlush()]));
    warnOfLosses(parts);
  };
  const removeHooks = flushAtExit({ flush, hasNews: () => parts.added() !== flushed });
  let stopping: Promise<void> | undefined;
  const shutdown = async (): Promise<void> => {
    removeHooks();
    unregister();
    setRunStore(undefined);
    parts.leaveServer();
    delete shared[KEY];
    await completesWithin(timeLimitMs, settled([tracerProvider.shutdown(), loggerProvider.shutdown()]));
    warnOfLosses(parts);
  };
  const shutdownOnce = (): Promise<void> => (stopping ??= shutdown());
  return {
    telemetry: () => parts.telemetry(),
    flush,
    shutdown: shutdownOnce,
    [Symbol.asyncDispose]: shutdownOnce,
  };
}

/** Registers globally what nobody has registered, and says what somebody has. Returns the undoing. */
function register(
  tracerProvider: TracerProvider,
  loggerProvider: LoggerProvider,
  { warnings }: WatchedParts,
): () => void {
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  const registrations = [
    { what: 'traces', api: trace, done: trace.setGlobalTracerProvider(tracerProvider) },
    { what: 'logs', api: logs, done: logs.setGlobalLoggerProvider(loggerProvider) },
    {
      what: 'context',
      api: context,
      done: context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()),
    },
    { what: 'propagation', api: propagation, done: propagation.setGlobalPropagator(propagator) },
  ];
  const refused = registrations.filter(({ done }) => !done).map(({ what }) => what);
  if (refused.length > 0) {
    warnings.warnOnce(
      'RUNLIGHT_NOT_REGISTERED',
      `OpenTelemetry refused to register ${refused.join(', ')}: another OpenTelemetry SDK, or another version of ` +
        '@opentelemetry/api, is there already. Give that SDK the parts of createRunlightParts() instead.',
    );
  }
  return () => {
    for (const { api, done } of registrations) if (done) api.disable();
  };
}

/** The run directory counts what it could not write and tells `diag`, which nobody may listen to. */
function warnOfLosses({ telemetry, warnings }: WatchedParts): void {
  const lost = telemetry().runDirectory?.linesLost ?? 0;
  if (lost === 0) return;
  warnings.warnOnce(
    'RUNLIGHT_RUN_DIRECTORY_INCOMPLETE',
    `${lost} events could not be written to the run directory`,
  );
}

function disabledRunlight(): Runlight {
  const nothing = async (): Promise<void> => {
    // Switched off by OTEL_SDK_DISABLED.
  };
  return {
    telemetry: () => ({ spans: undefined, logRecords: undefined, runDirectory: undefined }),
    flush: nothing,
    shutdown: nothing,
    [Symbol.asyncDispose]: nothing,
  };
}

function logToConsoleIfAsked(): void {
  const level = diagLogLevelFromString(getStringFromEnv('OTEL_LOG_LEVEL'));
  if (level !== undefined)
    diag.setLogger(new DiagConsoleLogger(), { logLevel: level, suppressOverrideMessage: true });
}

async function settled(work: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') diag.warn('Flushing telemetry failed', result.reason);
  }
}
