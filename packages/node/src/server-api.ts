import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { getStringFromEnv, suppressTracing } from '@opentelemetry/core';
import { RunlightError } from '@runlight/contract';

import { postHttp } from './http-post.ts';

export interface ServerOptions {
  /** The base URL of a Runlight server, or false for none. Default: RUNLIGHT_SERVER_URL. */
  readonly serverUrl?: string | false | undefined;
  /** A token of that server with the role `worker`. Default: RUNLIGHT_TOKEN. */
  readonly serverToken?: string | undefined;
}

/** A server did not do what it was asked for; `code` is its own, or `server_unavailable`. */
export class ServerError extends RunlightError {
  override readonly name = 'ServerError';
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    message: string,
    options: ErrorOptions & { readonly status?: number; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(code, message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether asking again is pointless until somebody changes something. */
  get isRefusal(): boolean {
    const { status } = this;
    return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  }
}

export interface Asking {
  /** Whether the process must live until there is an answer. */
  readonly keepsProcessAlive: boolean;
  readonly signal?: AbortSignal | undefined;
  /** How long the server was asked to hold the answer back. */
  readonly waitSeconds?: number | undefined;
}

const ANSWER_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The API of a Runlight server, as far as processes use it. */
export class ServerApi {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  /** Throws `invalid_server_url`. */
  constructor(url: string, token: string | undefined) {
    if (!URL.canParse(url) || !/^https?:/i.test(url)) {
      throw new RunlightError('invalid_server_url', `Not the URL of a server: ${url}`);
    }
    this.#base = url.replace(/\/+$/, '');
    this.#headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'runlight-node',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
  }

  /** What the server answers, undefined for nothing. Rejects with a {@link ServerError}. */
  async post(
    path: string,
    body: object,
    { signal, waitSeconds, keepsProcessAlive }: Asking,
  ): Promise<unknown> {
    const timeUp = AbortSignal.timeout(ANSWER_TIMEOUT_MS + (waitSeconds ?? 0) * 1000);
    const url = `${this.#base}${path}${waitSeconds === undefined ? '' : `?wait=${waitSeconds}`}`;
    try {
      // Nobody wants a trace of what goes on by itself.
      const answer = await context.with(suppressTracing(ROOT_CONTEXT), () =>
        postHttp({
          url,
          headers: this.#headers,
          body: Buffer.from(JSON.stringify(body)),
          signal: signal === undefined ? timeUp : AbortSignal.any([signal, timeUp]),
          keepsProcessAlive,
          maxAnswerBytes: MAX_ANSWER_BYTES,
        }),
      );
      const said: unknown = answer.body.length === 0 ? undefined : JSON.parse(answer.body.toString());
      if (answer.status >= 200 && answer.status <= 299) return said;
      throw problemOf(answer.status, said, answer.retryAfterMs);
    } catch (error) {
      if (error instanceof ServerError) throw error;
      throw new ServerError('server_unavailable', `No answer from ${this.#base}: ${describe(error)}`, {
        cause: error,
      });
    }
  }
}

/** The server that options or the environment name, or undefined for none. Throws `invalid_server_url`. */
export function serverFrom({ serverUrl, serverToken }: ServerOptions): ServerApi | undefined {
  const url = serverUrl ?? getStringFromEnv('RUNLIGHT_SERVER_URL');
  if (url === undefined || url === false) return undefined;
  return new ServerApi(url, serverToken ?? getStringFromEnv('RUNLIGHT_TOKEN'));
}

function problemOf(status: number, said: unknown, retryAfterMs: number | undefined): ServerError {
  const { code, detail } = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>;
  return new ServerError(
    typeof code === 'string' ? code : 'server_unavailable',
    `The server answered ${status}${typeof detail === 'string' ? `: ${detail}` : ''}`,
    { status, retryAfterMs },
  );
}

/** A refused connection to a name with several addresses is an AggregateError without a message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
