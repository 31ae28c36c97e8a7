import type { Agent, IncomingMessage } from 'node:http';

export interface OtlpPost {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

export interface OtlpAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
}

/** More than any OTLP answer has; the rest of a longer one is not read. */
const MAX_ANSWER_BYTES = 65_536;

/**
 * Posts a request and reads the answer, without ever keeping the process alive by itself: the socket is unref'd.
 *
 * Rejects when there is no answer: refused, reset, aborted by the signal.
 */
export async function postOtlp({ url, headers, body, agent, signal }: OtlpPost): Promise<OtlpAnswer> {
  // Loaded at the first request: an instrumentation of these modules that is set up until then finds them unloaded.
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, agent, signal }, resolve);
    outgoing.on('socket', (socket) => socket.unref()); // again for every request: the agent refs a socket it reuses
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  return {
    status: response.statusCode ?? 0,
    body: await readAnswer(response),
    retryAfter: response.headers['retry-after'],
  };
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
