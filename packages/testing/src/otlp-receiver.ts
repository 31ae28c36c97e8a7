import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import {
  decodeLogRecords,
  decodeSpans,
  type OtlpLogsRequest,
  type OtlpTraceRequest,
  type ReceivedLogRecord,
  type ReceivedSpan,
} from './otlp-decode.ts';

/**
 * What the receiver does with a request: takes it, never answers, hangs up, or answers with another status; `taken` then
 * says that it took the request all the same, like an endpoint whose answer gets lost.
 */
export type ReceiverMood =
  | 'accept'
  | 'hang'
  | 'reset'
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly taken?: boolean;
      readonly body?: string;
    };

/**
 * An OTLP/HTTP endpoint (JSON, gzip or not) on a loopback port, with moods, that can go away and come back on the
 * same port.
 */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly logRecords: ReceivedLogRecord[] = [];
  /** How many requests came in, also those that were not taken, and the headers of the latest. */
  requests = 0;
  headers: IncomingMessage['headers'] = {};
  /** Decides on each request; a function may look at it first. */
  mood: ReceiverMood | ((path: string, body: string) => ReceiverMood) = 'accept';
  #server: Server | undefined;
  #port = 0;
  readonly #watchers = new Set<() => void>();

  /** A receiver that listens on a free port. */
  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await receiver.comeBack();
    return receiver;
  }

  /** The value for OTEL_EXPORTER_OTLP_ENDPOINT; the same for the receiver's whole life. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Closes every connection and refuses new ones. */
  async goAway(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Listens again, on the port of before. */
  async comeBack(): Promise<void> {
    const server = createServer((request, response) => void this.#receive(request, response));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port; // a server that listens on TCP has such an address
  }

  /** Resolves once the condition holds; it is looked at after every request. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const watch = (): void => {
        if (!condition()) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.goAway();
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set on the request
    } catch {
      return; // the client, or goAway, hung up: nobody waits for an answer
    }
    const raw = Buffer.concat(chunks);
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
    const path = request.url ?? '';
    this.requests += 1;
    this.headers = request.headers;
    this.#answer(typeof this.mood === 'function' ? this.mood(path, body) : this.mood, path, body, response);
    for (const watch of this.#watchers) watch();
  }

  #answer(mood: ReceiverMood, path: string, body: string, response: ServerResponse): void {
    if (mood === 'hang') return;
    if (mood === 'reset') return void response.socket?.resetAndDestroy();
    const isTaken = (mood === 'accept' || mood.taken === true) && this.#take(path, body);
    if (mood !== 'accept') response.writeHead(mood.status, mood.headers).end(mood.body);
    else if (!isTaken) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  /** What comes from the real exporters is well-formed; anything else makes the test fail right here. */
  #take(path: string, body: string): boolean {
    if (path === '/v1/traces') this.spans.push(...decodeSpans(JSON.parse(body) as OtlpTraceRequest));
    else if (path === '/v1/logs')
      this.logRecords.push(...decodeLogRecords(JSON.parse(body) as OtlpLogsRequest));
    else return false;
    return true;
  }
}
