import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** From here a child's code can import every package of the workspace. */
const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));

export interface ChildOptions {
  /** Further arguments of node, before the code. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Node.js process of a test: runs code from the sources of the workspace, without a build. */
export class TestChild {
  readonly process: ChildProcess;
  /** Resolves when the process has ended and all of its output was read. */
  readonly exited: Promise<ChildExit>;
  #stdout = '';
  #stderr = '';
  readonly #watchers = new Set<() => void>();

  constructor(code: string, { args = [], env = {} }: ChildOptions = {}) {
    const nodeArgs = [
      '--conditions=@runlight/source',
      ...args,
      '--input-type=module-typescript',
      '--eval',
      code,
    ];
    this.process = spawn(process.execPath, nodeArgs, {
      cwd: WORKSPACE,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      for (const watch of this.#watchers) watch();
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.exited = this.#awaitExit();
  }

  /** Resolves once the process has written the text to its standard output; rejects if it ends without. */
  async said(text: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const watch = (): void => {
        if (!this.#stdout.includes(text)) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      watch();
    });
    await Promise.race([heard, this.#endedSaying(text)]);
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async #endedSaying(text: string): Promise<void> {
    const { stdout, stderr } = await this.exited;
    if (!stdout.includes(text)) throw new Error(`The child ended without saying ${text}: ${stderr}`);
  }

  async #awaitExit(): Promise<ChildExit> {
    await once(this.process, 'close');
    const { exitCode, signalCode } = this.process;
    return { code: exitCode, signal: signalCode, stdout: this.#stdout, stderr: this.#stderr };
  }
}
