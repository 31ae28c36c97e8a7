import { colorsFor, type Colors } from './render/colors.ts';

/** What the commands need to know of the world around them. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Colours for stdout. */
  readonly colors: Colors;
  /** Whether a person reads stdout. */
  readonly interactive: boolean;
  now(): number;
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    stdin,
    stdout,
    stderr,
    env,
    cwd: workingDirectory(),
    colors: colorsFor(stdout, env),
    interactive: stdout.isTTY,
    now: Date.now,
  };
}

/** Somebody may have removed the directory that we were started in. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '/';
  }
}

const COLUMNS_WITHOUT_A_TERMINAL = 100;
const ROWS_WITHOUT_A_TERMINAL = 40;
const FEWEST_COLUMNS = 40;

/** How wide and high output may be; for a pipe what suits most readers. */
export function sizeOf({ stdout, env }: Terminal): { columns: number; rows: number } {
  const columns = stdout.columns ?? Number.parseInt(env['COLUMNS'] ?? '', 10);
  return {
    columns: Math.max(FEWEST_COLUMNS, Number.isInteger(columns) ? columns : COLUMNS_WITHOUT_A_TERMINAL),
    rows: stdout.rows ?? ROWS_WITHOUT_A_TERMINAL,
  };
}

export function printLines({ stdout }: Terminal, lines: readonly string[]): void {
  if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
}
