import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import type { RunEvent } from '@runlight/contract';
import {
  createToken,
  startServer,
  type Role,
  type RunningServer,
  type ServerSettings,
} from '@runlight/server';
import { afterAll, onTestFinished } from 'vitest';

import { startPostgres, whyNoPostgres, type PostgresServer } from '../postgres/index.ts';
import { temporaryDirectory } from '../runs/index.ts';

/** The databases that a server can use, for tests of all of them: `describe.each(ENGINES)`. */
export const ENGINES = ['sqlite', 'postgres'] as const;
export type EngineName = (typeof ENGINES)[number];

interface TestRequest extends Omit<RequestInit, 'headers'> {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestServer extends RunningServer {
  /** Where it keeps its data: for a second server beside it, or after it. */
  readonly database: string;
  /** Asks the server; `path` begins with a slash. */
  request(path: string, init?: TestRequest): Promise<Response>;
  /** Delivers events as a sender that may speak for every tenant. */
  take(events: readonly RunEvent[]): Promise<void>;
  /** Makes a token. */
  token(role: Role, tenantId?: string | null): Promise<string>;
  /** What the server reported as trouble. */
  readonly reports: { readonly what: string; readonly error: unknown }[];
}

export interface TestServerOptions extends Partial<Omit<ServerSettings, 'secret'>> {
  readonly engine?: EngineName;
  /** Epoch milliseconds; default: the clock. */
  readonly now?: () => number;
  /** Where a server before it kept its data; default: a new database. */
  readonly database?: string;
  /** Where a server before it listened; default: a free one. */
  readonly port?: number;
}

/** One for all tests of a file. */
let postgres: Promise<PostgresServer> | undefined;
afterAll(async () => (await postgres)?.close());

/** Starts a server with an empty database, which is stopped when the test ends. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { engine = 'sqlite', now, database = await newDatabase(engine), port = 0, ...settings } = options;
  const reports: { what: string; error: unknown }[] = [];
  const server = await startServer({
    database,
    port,
    settings: {
      access: 'local',
      hosts: [],
      runsDirectories: [],
      secret: 'the secret of a test server',
      links: { trace: null, logs: null },
      ...settings,
    },
    report: (what, error) => void reports.push({ what, error }),
    now,
  });
  onTestFinished(() => server.close());
  return {
    ...server,
    database,
    reports,
    request: (path, { token, headers, ...init } = {}) =>
      fetch(server.url + path, {
        ...init,
        headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      }),
    take: async (events) => void (await server.parts.take(events, { tenantId: null })),
    token: (role, tenantId = null) =>
      createToken(server.parts, { name: `${role} of a test`, role, tenantId }),
  };
}

async function newDatabase(engine: EngineName): Promise<string> {
  if (engine === 'sqlite') return join(temporaryDirectory(onTestFinished), `${randomUUID()}.db`);
  const missing = whyNoPostgres();
  if (missing !== undefined) throw new Error(`${missing}: apt-get install postgresql`);
  postgres ??= startPostgres();
  return (await postgres).createDatabase();
}
