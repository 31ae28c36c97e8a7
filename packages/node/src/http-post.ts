import type { Agent, IncomingMessage } from 'node:http';

export interface HttpPost {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  /** Default: Node's own. */
  readonly agent?: Agent | undefined;
  readonly signal: AbortSignal;
  /** Whether the process must live until there is an answer. */
  readonly keepsProcessAlive: boolean;
  /** The rest of a longer answer is not read. */
  readonly maxAnswerBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined;
}

/** Posts a request and reads the answer. Rejects when there is none: refused, reset, aborted by the signal. */
export async function postHttp(post: HttpPost): Promise<HttpAnswer> {
  const response = await send(post);
  return {
    status: response.statusCode ?? 0,
    body: await readAnswer(response, post.maxAnswerBytes),
    retryAfterMs: retryAfterToMs(response.headers['retry-after']),
  };
}

async function send(post: HttpPost): Promise<IncomingMessage> {
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

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk); // buffers: no encoding is set
    size += chunk.length;
    if (size > maxBytes) break; // leaving the loop destroys the connection
  }
  return Buffer.concat(chunks);
}

/** `Retry-After` is a number of seconds or an HTTP date. */
function retryAfterToMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return ms >= 0 ? ms : undefined;
}
