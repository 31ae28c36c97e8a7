import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface MainResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningMain {
  child: ChildProcessWithoutNullStreams;
  /** Resolves with the first match in stdout so far or later; rejects when the process ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  result: Promise<MainResult>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts the example from its sources, as `npm start -- ...` does from the build, in another working directory. */
export function startMain(args: readonly string[], cwd: string): RunningMain {
  return startScript(main, args, cwd);
}

/** Starts a script of this repository from its sources. */
export function startScript(script: string, args: readonly string[], cwd: string): RunningMain {
  const child = spawn(process.execPath, ['--conditions=@runlight/source', script, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
  }
  const result = once(child, 'close').then(() => ({ exitCode: child.exitCode, ...output }));
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(output.stdout);
      if (match) return match;
      const ended = await Promise.race([
        once(child.stdout, 'data').then(() => false),
        result.then(() => true),
      ]);
      if (ended) throw new Error(`never printed ${pattern}:\n${output.stdout}${output.stderr}`);
    }
  };
  return { child, printed, result };
}
