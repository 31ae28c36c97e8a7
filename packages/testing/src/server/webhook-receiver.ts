import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { onTestFinished } from 'vitest';

/** What a receiver got. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: signatures are of these very bytes. */
  readonly body: string;
  readonly id: string;
  readonly type: string;
  readonly runId: string;
  readonly sequence: number;
}

export interface WebhookReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server that takes webhooks as their receivers do, until the test ends. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  /** How it answers; may take its time. */
  reply: (webhook: ReceivedWebhook) => WebhookReply | Promise<WebhookReply> = () => ({ status: 204 });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then(({ status, headers, body }) =>
        response.writeHead(status, headers).end(body),
      );
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    onTestFinished(() => receiver.close());
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it got of a run, in the order of arrival. */
  ofRun(runId: string): ReceivedWebhook[] {
    return this.received.filter((webhook) => webhook.runId === runId);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }

  async #take(request: IncomingMessage): Promise<WebhookReply> {
    const body = await text(request);
    // An `as`: a payload that is another fails the test that reads it.
    const payload = JSON.parse(body) as {
      type: string;
      data: { sequence: number; run: { id: string } };
    };
    const webhook: ReceivedWebhook = {
      path: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
      id: String(request.headers['webhook-id']),
      type: payload.type,
      runId: payload.data.run.id,
      sequence: payload.data.sequence,
    };
    this.received.push(webhook);
    return this.reply(webhook);
  }
}
