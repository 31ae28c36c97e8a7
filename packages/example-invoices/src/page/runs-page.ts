import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { startServer, type RunningServer, type ServerOptions } from '@runlight/server';

const usualPort = 4400;
const portsTried = 20;

/** Starts a server whose page shows the runs of a directory, for whoever sits at this machine. */
export async function startRunsPage(runsDir: string): Promise<RunningServer> {
  const options = {
    database: join(dirname(runsDir), 'runlight.sqlite'),
    report: (what: string, error?: unknown) => void process.stderr.write(`${what}: ${String(error)}\n`),
    settings: {
      access: 'local',
      hosts: [],
      runsDirectories: [runsDir],
      secret: randomBytes(32).toString('base64url'),
      links: { trace: null, logs: null },
    },
  } as const;
  for (let port = usualPort; port < usualPort + portsTried; port += 1) {
    const server = await startAt(port, options);
    if (server !== undefined) return server;
  }
  return startServer({ ...options, port: 0 });
}

/** Undefined where something else listens. */
async function startAt(
  port: number,
  options: Omit<ServerOptions, 'port'>,
): Promise<RunningServer | undefined> {
  try {
    return await startServer({ ...options, port });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
