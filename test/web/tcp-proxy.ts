import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

/** What stands between a browser and a server, and can fail. */
export interface TcpProxy {
  readonly url: string;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Takes connections again. */
  restore(): void;
  /** Passes nothing on any more, and says nothing of it. */
  freeze(): void;
}

/** Passes connections on to a server, until the test ends. */
export async function startProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: 'open' | 'cut' | 'frozen' = 'open';
  const proxy = createServer((client) => {
    if (mode === 'cut') return void client.destroy();
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // the other side is ended by `close`
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (data) => mode === 'open' && server.write(data));
    server.on('data', (data) => mode === 'open' && client.write(data));
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    end();
    return new Promise<void>((resolve) => void proxy.close(() => resolve()));
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, // it listens to TCP
    cut() {
      mode = 'cut';
      end();
    },
    restore() {
      mode = 'open';
    },
    freeze() {
      mode = 'frozen';
    },
  };
}
