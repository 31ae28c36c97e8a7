import { isIPv6 } from 'node:net';

import { serve, type ServerType } from '@hono/node-server';

import { actionRoutes } from './actions/action-routes.ts';
import { artifactRoutes } from './artifacts/artifact-routes.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { bulkJobs } from './bulk/bulk-jobs.ts';
import { bulkRoutes } from './bulk/bulk-routes.ts';
import { ChangeFeed } from './change-feed.ts';
import { controlRoutes } from './control/control-routes.ts';
import { dropRequests } from './control/drop-requests.ts';
import { lineageRoutes } from './contents/lineage-routes.ts';
import { runRoutes } from './contents/run-routes.ts';
import { stepRoutes } from './contents/step-routes.ts';
import { telemetryRoutes } from './contents/telemetry-routes.ts';
import { hearOthers } from './control/hear-others.ts';
import { followOthers, lastChange } from './following/follow-others.ts';
import { statusRoutes } from './following/status-routes.ts';
import { streamRoutes } from './following/stream-routes.ts';
import { sessionRoutes } from './access/session-routes.ts';
import { viewRoutes } from './access/view-routes.ts';
import { documentRoutes } from './document/document-routes.ts';
import { healthRoutes } from './operations/health-routes.ts';
import { tokenRoutes } from './tokens/token-routes.ts';
import { pageRoutes } from './page/page-routes.ts';
import { figuresRoutes } from './figures/figures-routes.ts';
import { keepToRetention } from './retention/keep-to-retention.ts';
import { noteLate } from './retention/note-late.ts';
import { settingRoutes } from './settings/setting-routes.ts';
import { createApp, type Routes } from './http/app.ts';
import { otlpRoutes } from './ingest/otlp-routes.ts';
import type { OnApplied } from './ingest/take-events.ts';
import { Parts } from './parts.ts';
import type { ServerSettings } from './server-settings.ts';
import { pruneChanges } from './store/prune-changes.ts';
import { Store } from './store/store.ts';
import { tailRuns } from './tail/tail-runs.ts';
import { planReminders } from './watch/reminders.ts';
import { watchRuns } from './watch/watch-runs.ts';
import { findRoutes } from './runs/find-routes.ts';
import { neighbourRoutes } from './runs/neighbour-routes.ts';
import { deliverWebhooks } from './webhooks/deliver-webhooks.ts';
import { deliveryRoutes } from './webhooks/delivery-routes.ts';
import { noteDeliveries } from './webhooks/note-deliveries.ts';
import { webhookRoutes } from './webhooks/webhook-routes.ts';
import { reclaimWork } from './work/reclaim-items.ts';
import { workRoutes } from './work/work-routes.ts';

const ROUTES: readonly Routes[] = [
  otlpRoutes,
  findRoutes,
  neighbourRoutes,
  figuresRoutes,
  runRoutes,
  stepRoutes,
  telemetryRoutes,
  lineageRoutes,
  artifactRoutes,
  actionRoutes,
  bulkRoutes,
  auditRoutes,
  controlRoutes,
  workRoutes,
  statusRoutes,
  streamRoutes,
  webhookRoutes,
  deliveryRoutes,
  sessionRoutes,
  tokenRoutes,
  viewRoutes,
  settingRoutes,
  healthRoutes,
  documentRoutes,
  pageRoutes, // the last: it answers at every address that is left
];

/** What goes on by itself while the server runs; the returned function ends it. */
type Job = (parts: Parts) => () => Promise<void>;
const JOBS: readonly Job[] = [
  hearOthers,
  reclaimWork,
  followOthers,
  tailRuns,
  watchRuns,
  pruneChanges,
  bulkJobs,
  deliverWebhooks,
  keepToRetention,
];

/** What is done with the runs of every write, in the same transaction and in this order. */
const ON_APPLIED: readonly OnApplied[] = [dropRequests, noteDeliveries, planReminders, noteLate];

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
  /** Stops listening, lets requests finish, for 10 s at most, and closes the database. */
  close(): Promise<void>;
}

/** Starts a server; when this resolves it answers. Throws what the database or the port say, and leaves nothing open then. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await using starting = new AsyncDisposableStack();
  const store = starting.adopt(await Store.open(options.database), (opened) => opened.close());
  const parts = new Parts({
    store,
    feed: new ChangeFeed(await lastChange(store)),
    settings: options.settings,
    report: options.report,
    onApplied: ON_APPLIED,
    ...(options.now && { now: options.now }),
  });
  const app = createApp(parts, ROUTES);
  const hostname = options.host ?? '127.0.0.1';
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>();
  const server: ServerType = serve({ fetch: app.fetch, hostname, port: options.port }, ({ port }) =>
    resolve(port),
  );
  server.once('error', reject);
  const port = await listening;
  const stops = [() => stopListening(server)];
  starting.defer(async () => {
    parts.closing.abort();
    await Promise.all(stops.map((stop) => stop()));
  });
  for (const start of JOBS) stops.push(start(parts));
  const host = isIPv6(hostname) ? `[${hostname}]` : hostname;
  const running = starting.move();
  return { url: `http://${host}:${port}`, parts, close: () => running.disposeAsync() };
}

/** What is not done by then is not waited for: whoever stopped the server would kill it. */
const FINISH_WITHIN_MS = 10_000;

/** Lets requests finish that are served now, within {@link FINISH_WITHIN_MS}. */
async function stopListening(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  // A connection whose last request ends from here on would stay open for the next one.
  const idle = setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 20);
  const late = setTimeout(
    () => 'closeAllConnections' in server && server.closeAllConnections(),
    FINISH_WITHIN_MS,
  );
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
