import { resolve } from 'node:path';
import { inspect } from 'node:util';

import { Command } from 'commander';

import { startServer, type RunningServer } from '../server.ts';
import { isUnavailable } from '../store/unavailable.ts';
import { CommandError, explain } from './command-error.ts';
import { DATABASE_HELP, databaseOf, nameOf, print, type Context, type DatabaseOptions } from './context.ts';
import { SILENT_AFTER_HOURS } from '../watch/patience.ts';
import { parseHours } from './parse-hours.ts';
import { parseNetwork } from './parse-network.ts';
import { parsePort } from './parse-port.ts';
import { parsePublicUrl } from './parse-public-url.ts';
import { secretFor } from './secret.ts';

interface ServeOptions extends DatabaseOptions {
  readonly port: number;
  readonly host: string;
  readonly runsDir?: readonly string[];
  readonly requireTokens?: true;
  readonly publicUrl?: string;
  readonly trustedProxy?: readonly string[];
  readonly allowPrivateWebhooks?: true;
  readonly silentAfter: number;
  readonly traceUrl?: string;
  readonly logsUrl?: string;
  readonly secretFile?: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/;

export function serveCommand(context: Context): Command {
  return new Command('serve')
    .description('Takes events in, and serves the API and the page until it is interrupted.')
    .option('--port <number>', 'where it listens; 0 takes a free port', parsePort, 4400)
    .option(
      '--host <address>',
      'the address that it listens at; any but a loopback one needs tokens',
      '127.0.0.1',
    )
    .option('--database <where>', DATABASE_HELP)
    .option('--runs-dir <dir>', 'a directory of runs to show; can be given several times', collect)
    .option('--require-tokens', 'ask for tokens at a loopback address too')
    .option('--public-url <url>', 'where people reach it through a proxy; needs tokens', parsePublicUrl)
    .option(
      '--trusted-proxy <network>',
      'an address or network of proxies whose X-Forwarded-For is believed; can be given several times',
      (text, previous?: readonly string[]) => collect(parseNetwork(text), previous),
    )
    .option('--allow-private-webhooks', 'let webhooks go to addresses of this network, and without TLS')
    .option(
      '--silent-after <hours>',
      'when a run that promised no heartbeats and is silent is stalled',
      parseHours,
      SILENT_AFTER_HOURS,
    )
    .option('--trace-url <url>', 'where a trace is looked at, with {trace_id}')
    .option('--logs-url <url>', 'where logs are looked at, with {run_id}, {from} and {to}')
    .option('--secret-file <file>', 'what it signs with (default: beside the SQLite file)')
    .action(async (options: ServeOptions) => serve(options, context));
}

async function serve(options: ServeOptions, context: Context): Promise<void> {
  const { host, port } = options;
  const database = databaseOf(options, context.env);
  const { publicUrl } = options;
  const isLocal = LOOPBACK.test(host) && options.requireTokens !== true && publicUrl === undefined;
  const access = isLocal ? 'local' : 'tokens';
  const interrupted = interruption(context);
  const server = await start(port, {
    database,
    host,
    port,
    report: (what, error) => context.stderr.write(`${lineOf(what, error)}\n`),
    settings: {
      access,
      hosts: [],
      publicUrl,
      trustedProxies: options.trustedProxy,
      allowPrivateWebhooks: options.allowPrivateWebhooks,
      silentAfterHours: options.silentAfter,
      runsDirectories: (options.runsDir ?? []).map((directory) => resolve(directory)),
      secret: secretFor(database, options.secretFile),
      links: { trace: options.traceUrl ?? null, logs: options.logsUrl ?? null },
    },
  });
  print(context, `Runlight listens at ${server.url}, with ${nameOf(database)}`);
  if (access === 'tokens') await sayHowToGetIn(server, context);
  await interrupted;
  await server.close();
}

async function start(port: number, options: Parameters<typeof startServer>[0]): Promise<RunningServer> {
  try {
    return await startServer(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error; // Node's own
    throw new CommandError(
      'port_in_use',
      `Something else listens at port ${port}. Give another --port, or 0 for a free one.`,
      { cause: error },
    );
  }
}

async function sayHowToGetIn({ parts }: RunningServer, context: Context): Promise<void> {
  const token = await parts.store.db.selectFrom('tokens').select('token_id').limit(1).executeTakeFirst();
  if (token !== undefined) return;
  print(
    context,
    'Nobody has a token yet. Make one: runlight-server token create --name you --role admin, with the same --database',
  );
}

/** A second signal doesn't wait for what is still going on: there is no listener left, and the process ends. */
function interruption(context: Context): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) context.once(signal, done);
  });
}

function lineOf(what: string, error: unknown): string {
  // Why a database can’t be used is one sentence; what nobody expected is told with all that helps to find it.
  const why = error === undefined ? '' : `: ${isUnavailable(error) ? explain(error) : inspect(error)}`;
  return `${new Date().toISOString()} ${what}${why}`;
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
