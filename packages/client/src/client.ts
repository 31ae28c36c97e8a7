import { OPERATIONS } from './generated/operations.gen.ts';
import { pathOf, type Answer, type Arguments, type OperationId, type Parameters } from './operation.ts';
import { problemIn, ProblemError } from './problem-error.ts';

export interface RunlightClientOptions {
  /** `https://runlight.example.com`; default: the server that the page is from. */
  readonly baseUrl?: string | undefined;
  /** Not needed in a browser that is signed in, nor for a server that serves its own machine only. */
  readonly token?: string | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** One method per operation; each answers with the body, and throws a `ProblemError` for all that is no success. */
export type RunlightClient = {
  readonly [Id in OperationId]: (...args: Arguments<Id>) => Promise<Answer<Id>>;
} & {
  /** Asks for the answer itself: for its headers, a 304, or a body that is read as it comes. Throws the same. */
  request<Id extends OperationId>(operation: Id, ...args: Arguments<Id>): Promise<Response>;
};

/** A client of the API of one server. */
export function createRunlightClient(options: RunlightClientOptions = {}): RunlightClient {
  const { baseUrl = '', token } = options;

  const request = async <Id extends OperationId>(
    operation: Id,
    ...[input]: Arguments<Id>
  ): Promise<Response> => {
    const [method, template] = OPERATIONS[operation];
    // An `as`: what a generic operation takes is known to its caller only.
    const { path, query, body, headers, signal } = (input ?? {}) as AnyInput;
    const address = baseUrl.replace(/\/$/, '') + pathOf(template, path, query);
    const response = await send(options.fetch ?? globalThis.fetch, address, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (!response.ok && response.status !== NOT_MODIFIED) throw await problemIn(response);
    return response;
  };

  const call =
    <Id extends OperationId>(operation: Id) =>
    async (...args: Arguments<Id>): Promise<Answer<Id>> => {
      const response = await request(operation, ...args);
      const text = await response.text();
      const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '');
      // An `as`: the server's tests hold its answers against the document that the types are from.
      return (text === '' ? undefined : isJson ? JSON.parse(text) : text) as Answer<Id>;
    };

  const ids = Object.keys(OPERATIONS) as OperationId[]; // they are its keys
  const methods = Object.fromEntries(ids.map((id) => [id, call(id)]));
  return { ...methods, request } as RunlightClient; // TypeScript loses which key has which value
}

interface AnyInput {
  readonly path?: Parameters;
  readonly query?: Parameters;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const NOT_MODIFIED = 304;

async function send(fetch: typeof globalThis.fetch, address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    const problem = {
      code: 'unreachable',
      status: 0,
      detail: `${new URL(address, globalThis.location?.href).origin} can’t be reached`,
      retriable: true,
    };
    throw new ProblemError(problem, { cause: error });
  }
}
