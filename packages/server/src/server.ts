import { serve, type ServerType } from '@hono/node-server';

import { ChangeFeed } from './change-feed.ts';
import { createApp, type Routes } from './http/app.ts';
import { Parts } from './parts.ts';
import { runRoutes } from './runs/run-routes.ts';
import type { ServerSettings } from './server-settings.ts';
import { Store } from './store/store.ts';

const ROUTES: readonly Routes[] = [runRoutes];

/** What goes on by itself while the server runs; the returned function ends it. */
type Job = (parts: Parts) => () => Promise<void>;
const JOBS: readonly Job[] = [];

export interface ServerOptions {
  /** `postgres://…`, a path, or `:memory:`. */
  readonly database: string;
  readonly settings: ServerSettings;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  readonly report: Parts['report'];
  /** Epoch milliseconds; default: the clock. */
  readonly now?: (() => number) | undefined;
}

/** A server that answers. */
export interface RunningServer {
  /** `http://127.0.0.1:4400` */
  readonly url: string;
  readonly parts: Parts;
  /** Stops listening, lets requests finish, and closes the database. */
  close(): Promise<void>;
}

/** Starts a server; when this resolves it answers. Throws what the database or the port say. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const store = await Store.open(options.database);
  const parts = new Parts({
    store,
    feed: new ChangeFeed(),
    settings: options.settings,
    report: options.report,
    ...(options.now && { now: options.now }),
  });
  const app = createApp(parts, ROUTES);
  const hostname = options.host ?? '127.0.0.1';
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server: ServerType = serve({ fetch: app.fetch, hostname, port: options.port }, ({ port }) =>
    resolve(port),
  );
  server.once('error', reject);
  try {
    const port = await promise;
    const stops = JOBS.map((start) => start(parts));
    return { url: `http://${hostname}:${port}`, parts, close: () => close(server, stops, store) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function close(
  server: ServerType,
  stops: readonly (() => Promise<void>)[],
  store: Store,
): Promise<void> {
  await Promise.all(stops.map((stop) => stop()));
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  await store.close();
}
