import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { isGone, killWithParent } from './reaper.ts';

export interface ServerSettings {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Answers 200 as soon as the server can be used. */
  readonly readyUrl: string;
  /** What the server writes goes here, from all of its starts. */
  readonly logFile: string;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 50;
const SHOWN_LOG_LINES = 40;

/**
 * A real server as a process of its own, with the same ports and data through every restart.
 *
 * It ends with the test at the latest, also with one that is killed.
 */
export class Server {
  readonly name: string;
  readonly logFile: string;
  readonly #settings: ServerSettings;
  #process: ChildProcess | undefined;

  constructor(settings: ServerSettings) {
    this.name = settings.name;
    this.logFile = settings.logFile;
    this.#settings = settings;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** The id of the process while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when the server can be used; rejects with what it wrote last if it ends or does not get ready. */
  async start(): Promise<void> {
    if (this.#process !== undefined) throw new Error(`${this.name} is running already`);
    const { command, args, env, cwd } = this.#settings;
    const log = openSync(this.logFile, 'a');
    // A process group of its own, which is what is killed.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const failed = once(child, 'error').then(([error]) => {
      throw new Error(`${this.name} could not be started`, { cause: error });
    });
    await Promise.race([once(child, 'spawn'), failed]);
    const group = child.pid;
    if (group === undefined) throw new Error(`${this.name} has no process id`);
    this.#process = child;
    killWithParent(group);
    child.once('exit', () => {
      isGone(group);
      if (this.#process === child) this.#process = undefined;
    });
    await this.#ready(child);
  }

  /** Asks the server to end and waits until it has; kills it if it takes longer than 30 s. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const late = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
    await end(child, 'SIGTERM');
    clearTimeout(late);
  }

  /** Sends a signal and, if it is one that ends a process, waits until the server has ended. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === undefined) throw new Error(`${this.name} is not running`);
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') signalGroup(child, signal);
    else await end(child, signal);
  }

  /** Stops the server and starts it again, on the same ports and with the same data. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** The last lines that the server wrote. */
  logTail(lines = SHOWN_LOG_LINES): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${this.name} ended (${child.signalCode ?? child.exitCode}):\n${this.logTail()}`);
      }
      if (await answersOk(this.#settings.readyUrl)) return;
      if (performance.now() > deadline) {
        await end(child, 'SIGKILL');
        throw new Error(`${this.name} was not ready after ${START_TIMEOUT_MS / 1000} s:\n${this.logTail()}`);
      }
      await sleep(POLL_MS);
    }
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  signalGroup(child, signal);
  await ended;
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const { status, body } = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await body?.cancel();
    return status === 200;
  } catch (error) {
    // Not listening yet, or busy starting.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return false;
    throw error;
  }
}
