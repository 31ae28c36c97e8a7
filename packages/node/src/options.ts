import { getNumberFromEnv, getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

import type { ServerOptions } from './server-api.ts';
import type { DeliveryQueueLimits } from './delivery/delivery-queue.ts';

export interface RunlightPartsOptions extends ServerOptions {
  /** Where the run directories are, or false for none. Default: RUNLIGHT_RUNS_DIR (`none` for none), else `./runs`. */
  readonly runsDirectory?: string | false | undefined;
  /** The base URL of an OTLP/HTTP endpoint, or false to deliver nothing. Default: the standard OTEL_* variables. */
  readonly otlpEndpoint?: string | false | undefined;
  /** Attributes of other conventions to add. Default: RUNLIGHT_CONVENTIONS, a list like `cicd,gen_ai`; else none. */
  readonly conventions?: Conventions | undefined;
  /** The longest that a flush waits for the endpoint, also at exit, in milliseconds. Default 5000. */
  readonly flushTimeoutMs?: number | undefined;
}

export interface RunlightOptions extends RunlightPartsOptions {
  /** `service.name` where OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES do not say it. */
  readonly serviceName?: string | undefined;
  /** Further processors, after Runlight's own. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  readonly logRecordProcessors?: readonly LogRecordProcessor[] | undefined;
}

export interface Conventions {
  /** `cicd.pipeline.*` on runs and steps. */
  readonly cicd?: boolean | undefined;
  /** `gen_ai.*` on steps of type `model`. */
  readonly genAi?: boolean | undefined;
}

const DEFAULT_RUNS_DIRECTORY = './runs';
export const DEFAULT_FLUSH_TIMEOUT_MS = 5000;

/** The directory that runs are kept in, or undefined for none. */
export function runsDirectoryFrom(option: string | false | undefined): string | undefined {
  const directory = option ?? getStringFromEnv('RUNLIGHT_RUNS_DIR') ?? DEFAULT_RUNS_DIRECTORY;
  return directory === false || directory === 'none' ? undefined : directory;
}

export function conventionsFrom(option: Conventions | undefined): Conventions {
  if (option !== undefined) return option;
  const names = getStringListFromEnv('RUNLIGHT_CONVENTIONS') ?? [];
  return { cicd: names.includes('cicd'), genAi: names.includes('gen_ai') };
}

/** The standard variables of the batch processors, whose place the delivery queues take. */
export function spanQueueLimits(): DeliveryQueueLimits {
  return queueLimits('OTEL_BSP', 5000);
}

export function logRecordQueueLimits(): DeliveryQueueLimits {
  return queueLimits('OTEL_BLRP', 1000);
}

function queueLimits(prefix: string, delayMs: number): DeliveryQueueLimits {
  const maxQueueSize = positive(getNumberFromEnv(`${prefix}_MAX_QUEUE_SIZE`)) ?? 2048;
  return {
    maxQueueSize,
    maxBatchSize: Math.min(
      positive(getNumberFromEnv(`${prefix}_MAX_EXPORT_BATCH_SIZE`)) ?? 512,
      maxQueueSize,
    ),
    delayMs: getNumberFromEnv(`${prefix}_SCHEDULE_DELAY`) ?? delayMs,
  };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value >= 1 ? Math.floor(value) : undefined;
}
