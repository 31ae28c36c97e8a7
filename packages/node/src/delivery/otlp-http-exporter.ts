import type { Agent } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { context, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { ExportResultCode, suppressTracing } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';

import { postHttp } from '../http-post.ts';
import type { BatchResult } from './batch-exporter.ts';
import type { OtlpEndpoint } from './otlp-endpoint.ts';
import { errorOfStatus, OtlpError } from './otlp-error.ts';

const compress = promisify(gzip);

/** More than any OTLP answer has. */
const MAX_ANSWER_BYTES = 65_536;

/** The part of an OTLP answer that says that the batch was not taken as a whole. */
interface PartialSuccess {
  partialSuccess?: {
    errorMessage?: string;
    /** OTLP's JSON has them as strings: they have 64 bits. */
    rejectedSpans?: number | string;
    rejectedLogRecords?: number | string;
  };
}

export interface OtlpHttpExporterOptions {
  /** Whether a request that is under way keeps the process alive. */
  readonly keepsProcessAlive: boolean;
}

/**
 * Sends one batch as one OTLP/HTTP request and says truly whether it was acknowledged.
 *
 * The stock exporters retry by themselves for ten seconds, with timers that keep a process alive that has nothing else
 * to do. Here the retry is the queue's, and {@link OtlpHttpExporter.abort} ends what is under way at once. It is an OpenTelemetry exporter of spans or log records like any other.
 */
export class OtlpHttpExporter<Item> {
  readonly #endpoint: OtlpEndpoint;
  readonly #serializer: ISerializer<Item[], PartialSuccess>;
  readonly #keepsProcessAlive: boolean;
  #agent: Promise<Agent> | undefined;
  #aborter = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    endpoint: OtlpEndpoint,
    serializer: ISerializer<Item[], PartialSuccess>,
    { keepsProcessAlive }: OtlpHttpExporterOptions,
  ) {
    this.#endpoint = endpoint;
    this.#serializer = serializer;
    this.#keepsProcessAlive = keepsProcessAlive;
  }

  export(items: Item[], done: (result: BatchResult) => void): void {
    const sending = context.with(suppressTracing(ROOT_CONTEXT), async () => {
      done(await this.#send(items));
      this.#underWay.delete(sending);
    });
    this.#underWay.add(sending);
  }

  /** Ends what is under way now; each such export fails as `otlp_unavailable`. */
  abort(): void {
    this.#aborter.abort(new OtlpError('otlp_unavailable', 'The OTLP endpoint did not answer in time'));
    this.#aborter = new AbortController();
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    (await this.#agent)?.destroy();
  }

  async #send(items: Item[]): Promise<BatchResult> {
    try {
      const answer = await this.#post(this.#serialize(items));
      return { code: ExportResultCode.SUCCESS, refused: this.#refusedOf(answer) };
    } catch (error) {
      return { code: ExportResultCode.FAILED, error: asOtlpError(error) };
    }
  }

  async #post(serialized: Uint8Array): Promise<Buffer> {
    const signal = AbortSignal.any([this.#aborter.signal, AbortSignal.timeout(this.#endpoint.timeoutMillis)]);
    const { url, compression, agentFactory } = this.#endpoint;
    const headers = await this.#endpoint.headers();
    const zipped = compression === 'gzip';
    if (zipped) headers['Content-Encoding'] = 'gzip';
    const body = zipped ? await compress(serialized) : serialized;
    this.#agent ??= Promise.resolve(agentFactory(new URL(url).protocol));
    const agent = await this.#agent;
    const answer = await postHttp({
      url,
      headers,
      body,
      agent,
      signal,
      keepsProcessAlive: this.#keepsProcessAlive,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    if (answer.status < 200 || answer.status > 299) {
      throw errorOfStatus(answer.status, answer.body.toString(), answer.retryAfterMs);
    }
    return answer.body;
  }

  #serialize(items: Item[]): Uint8Array {
    try {
      const serialized = this.#serializer.serializeRequest(items);
      if (serialized !== undefined) return serialized;
    } catch (error) {
      throw new OtlpError('otlp_refused', 'The batch could not be written as OTLP', { cause: error });
    }
    throw new OtlpError('otlp_refused', 'The batch could not be written as OTLP');
  }

  /** How many records of the batch the endpoint says that it did not take. */
  #refusedOf(answer: Buffer): number {
    if (answer.length <= '{}'.length) return 0;
    try {
      const { partialSuccess } = this.#serializer.deserializeResponse(answer);
      const refused = Number(partialSuccess?.rejectedSpans ?? partialSuccess?.rejectedLogRecords ?? 0);
      if (refused > 0)
        diag.warn(`The OTLP endpoint refused ${refused} records: ${partialSuccess?.errorMessage}`);
      return refused;
    } catch (error) {
      diag.debug('The OTLP endpoint acknowledged a batch in words that are not OTLP', error);
      return 0;
    }
  }
}

function asOtlpError(error: unknown): OtlpError {
  // node:http wraps the reason of an abort: ours, or that of the timeout.
  const reason = error instanceof Error && error.name === 'AbortError' ? error.cause : error;
  if (reason instanceof OtlpError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new OtlpError('otlp_unavailable', 'The OTLP endpoint did not answer in time', { cause: error });
  }
  return new OtlpError('otlp_unavailable', `No connection to the OTLP endpoint: ${describe(error)}`, {
    cause: error,
  });
}

/** A refused connection to a name with several addresses is an AggregateError without a message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
