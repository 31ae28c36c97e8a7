import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { IdGenerator, ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { RunStore } from '@runlight/contract';
import { createRunDirectory, type RunDirectory, type RunDirectoryStats } from '@runlight/run-dir';

import { ControlPoll } from './control/control-poll.ts';
import { ControlledRunStore } from './control/controlled-run-store.ts';
import { serverFrom } from './server-api.ts';
import { CicdLogRecordProcessor, ConventionSpanProcessor } from './conventions/convention-processors.ts';
import { DeliveryLogRecordProcessor, DeliverySpanProcessor } from './delivery/delivery-processors.ts';
import { otlpLogRecordExporter, otlpSpanExporter } from './delivery/otlp-exporters.ts';
import { logRecordJournal, spanJournal } from './delivery/run-journals.ts';
import { SignalDelivery, type SignalCounters } from './delivery/signal-delivery.ts';
import {
  RunIdentityLogRecordProcessor,
  RunIdentitySpanProcessor,
} from './identity/run-identity-processors.ts';
import { RunlightIdGenerator } from './identity/runlight-id-generator.ts';
import {
  conventionsFrom,
  DEFAULT_FLUSH_TIMEOUT_MS,
  logRecordQueueLimits,
  runsDirectoryFrom,
  spanQueueLimits,
  type RunlightPartsOptions,
} from './options.ts';
import { Warnings } from './warnings.ts';

/** What became of the process's telemetry. */
export interface RunlightTelemetry {
  /** Undefined where no OTLP endpoint is configured for the signal. */
  readonly spans: SignalCounters | undefined;
  readonly logRecords: SignalCounters | undefined;
  /** Undefined where no run directory is written. */
  readonly runDirectory: RunDirectoryStats | undefined;
}

/** Runlight in parts, for an application that has an OpenTelemetry SDK of its own. */
export interface RunlightParts {
  readonly idGenerator: IdGenerator;
  /** In this order, before processors that export what these put on spans. */
  readonly spanProcessors: SpanProcessor[];
  readonly logRecordProcessors: LogRecordProcessor[];
  /** For `setRunStore` of `@runlight/sdk`; undefined without run directories and without a server. */
  readonly runStore: RunStore | undefined;
  readonly telemetry: () => RunlightTelemetry;
}

/** @internal Also tells whether there is anything to flush. */
export interface WatchedParts extends RunlightParts {
  readonly warnings: Warnings;
  readonly added: () => number;
  /** Asks the server nothing any more. */
  readonly leaveServer: () => void;
}

/**
 * The parts that {@link startRunlight} wires, wired to nothing: the run directory writer, the delivery over OTLP/HTTP if an
 * endpoint is configured, what a server asks of runs if one is, and the stamping of run identity.
 *
 * Throws `invalid_otlp_endpoint` and `invalid_server_url`.
 */
export function createRunlightParts(options: RunlightPartsOptions = {}): RunlightParts {
  return watchedParts(options);
}

export function watchedParts(options: RunlightPartsOptions): WatchedParts {
  const root = runsDirectoryFrom(options.runsDirectory);
  const directory = root === undefined ? undefined : createRunDirectory({ root });
  const warnings = new Warnings();
  const poll = controlPoll(options, warnings);
  const timeoutMs = options.flushTimeoutMs ?? DEFAULT_FLUSH_TIMEOUT_MS;
  const conventions = conventionsFrom(options.conventions);
  const spans = spanDelivery(options, directory, warnings);
  const logRecords = logRecordDelivery(options, directory, warnings);
  return {
    idGenerator: new RunlightIdGenerator(),
    spanProcessors: [
      new RunIdentitySpanProcessor(),
      ...(conventions.cicd || conventions.genAi ? [new ConventionSpanProcessor(conventions)] : []),
      ...(spans === undefined ? [] : [new DeliverySpanProcessor(spans, timeoutMs)]),
    ],
    logRecordProcessors: [
      new RunIdentityLogRecordProcessor(),
      ...(directory === undefined ? [] : [directory.processor]), // an event is on disk before it is delivered
      ...(conventions.cicd ? [new CicdLogRecordProcessor()] : []),
      ...(logRecords === undefined ? [] : [new DeliveryLogRecordProcessor(logRecords, timeoutMs)]),
    ],
    runStore: poll === undefined ? directory?.store : new ControlledRunStore(directory?.store, poll),
    telemetry: () => ({
      spans: spans?.counters,
      logRecords: logRecords?.counters,
      runDirectory: directory?.stats(),
    }),
    warnings,
    leaveServer: () => poll?.close(),
    added: () => (spans?.added ?? 0) + (logRecords?.added ?? 0),
  };
}

/** A wrong setting of the environment is no reason for a program to fail. */
function controlPoll(options: RunlightPartsOptions, warnings: Warnings): ControlPoll | undefined {
  try {
    const server = serverFrom(options);
    return server && new ControlPoll(server, warnings);
  } catch (error) {
    if (options.serverUrl !== undefined) throw error;
    warnings.warnOnce('RUNLIGHT_SERVER_REFUSED', `RUNLIGHT_SERVER_URL: ${String(error)}`);
    return undefined;
  }
}

function spanDelivery(
  { otlpEndpoint }: RunlightPartsOptions,
  directory: RunDirectory | undefined,
  warnings: Warnings,
): SignalDelivery<ReadableSpan> | undefined {
  if (otlpEndpoint === false) return undefined;
  const exporter = otlpSpanExporter(otlpEndpoint, { keepsProcessAlive: false });
  if (exporter === undefined) return undefined;
  const journal = directory && spanJournal(directory);
  return new SignalDelivery({ what: 'Spans', exporter, limits: spanQueueLimits(), journal, warnings });
}

function logRecordDelivery(
  { otlpEndpoint }: RunlightPartsOptions,
  directory: RunDirectory | undefined,
  warnings: Warnings,
): SignalDelivery<ReadableLogRecord> | undefined {
  if (otlpEndpoint === false) return undefined;
  const exporter = otlpLogRecordExporter(otlpEndpoint, { keepsProcessAlive: false });
  if (exporter === undefined) return undefined;
  const journal = directory && logRecordJournal(directory);
  return new SignalDelivery({
    what: 'Log records',
    exporter,
    limits: logRecordQueueLimits(),
    journal,
    warnings,
  });
}
