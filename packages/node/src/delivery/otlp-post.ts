import type { Agent, IncomingMessage } from 'node:http';

export interface OtlpPost {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly agent: Agent;
  readonly signal: AbortSignal;
  /** Whether the process must live until there is an answer. */
  readonly keepsProcessAlive: boolean;
}

export interface OtlpAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
}

/** More than any OTLP answer has; the rest of a longer one is not read. */
const MAX_ANSWER_BYTES = 65_536;

/** Posts a request and reads the answer. Rejects when there is none: refused, reset, aborted by the signal. */
export async function postOtlp(post: OtlpPost): Promise<OtlpAnswer> {
  const response = await send(post);
  return {
    status: response.statusCode ?? 0,
    body: await readAnswer(response),
    retryAfter: response.headers['retry-after'],
  };
}

async function send(post: OtlpPost): Promise<IncomingMessage> {
  const { url, headers, body, agent, signal, keepsProcessAlive } = post;
  // Loaded at the first request: an instrumentation of these modules that is set up until then finds them unloaded.
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return await new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, agent, signal }, resolve);
    // For every request anew: the agent refs a socket that it reuses.
    if (!keepsProcessAlive) outgoing.on('socket', (socket) => socket.unref());
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The endpoint closed an idle connection at the moment that it was used again: says nothing about the endpoint.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(send(post));
      else reject(error);
    });
    outgoing.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk); // buffers: no encoding is set
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) break; // leaving the loop destroys the connection
  }
  return Buffer.concat(chunks);
}
