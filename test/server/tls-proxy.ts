import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as requestPlain, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { createServer, request, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { temporaryDirectory } from '@runlight/testing/runs';
import { onTestFinished } from 'vitest';

/** What a client of a proxy is answered; its body is there as it arrives. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
  text(): Promise<string>;
}

export interface TlsProxy {
  /** `https://127.0.0.1:…` */
  readonly url: string;
  /** Asks through the proxy, from an address of this machine. */
  ask(path: string, options?: RequestOptions & { readonly content?: unknown }): Promise<Answer>;
}

/**
 * A reverse proxy that ends TLS, as people put before a server: it passes answers on as they come, and says for whom it
 * asks and how. It names the host that it was asked for, unless it is told another.
 */
export async function startTlsProxy(
  target: string,
  { host }: { readonly host?: string } = {},
): Promise<TlsProxy> {
  const { cert, key } = selfSigned();
  const proxy = createServer({ cert, key }, (incoming, outgoing) => {
    const { 'x-forwarded-for': before, ...headers } = incoming.headers;
    const passed: OutgoingHttpHeaders = {
      ...headers,
      'x-forwarded-for': [before ?? [], incoming.socket.remoteAddress].flat().join(', '),
      'x-forwarded-proto': 'https',
      ...(host !== undefined && { host }),
    };
    const asked = requestPlain(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: passed },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        answer.pipe(outgoing);
      },
    );
    outgoing.once('close', () => asked.destroy());
    asked.once('error', () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo; // it listens at a port
  const url = `https://127.0.0.1:${port}`;
  return {
    url,
    ask: (path, { content, ...options } = {}) =>
      new Promise((resolve, reject) => {
        const asked = request(new URL(path, url), { ca: cert, agent: false, ...options }, (body) =>
          resolve({ status: body.statusCode ?? 0, headers: body.headers, body, text: () => text(body) }),
        );
        asked.once('error', reject);
        onTestFinished(() => void asked.destroy());
        if (content !== undefined) asked.setHeader('content-type', 'application/json');
        asked.end(content === undefined ? undefined : JSON.stringify(content));
      }),
  };
}

function selfSigned(): { readonly cert: string; readonly key: string } {
  const directory = temporaryDirectory(onTestFinished);
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const about = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync('openssl', ['req', '-x509', ...made, ...about], { stdio: 'ignore' });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}
