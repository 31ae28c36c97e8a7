import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { REPOSITORY } from './documents.ts';

export interface Execution {
  readonly exitCode: number;
  /** Of both streams, in the order in which it came. */
  readonly output: string;
  /** The uses of `runlight` that it refused: not those that were answered with no. */
  readonly misuses: readonly string[];
}

/** Where the examples of the documents say that a backend listens. */
const EXAMPLE_ENDPOINT = 'http://localhost:4318';

const CLI = join(REPOSITORY, 'packages/cli/src/main.ts');
const SERVER = join(REPOSITORY, 'packages/server/src/main.ts');
/** What it exits with when a command line, a run or runlight itself is wrong. */
const REFUSALS = '64|66|70';
const LOG = '.misuses';
/** The shell finds these before anything else: with `npx` and without, they run what the packages' sources are. */
const COMMANDS = {
  runlight: `node '${CLI}' "$@"; code=$?
case $code in ${REFUSALS}) echo "runlight $*: exit code $code" >> "$(dirname "$0")/../${LOG}";; esac
exit $code`,
  'runlight-server': `exec node '${SERVER}' "$@"`,
  npx: '[ "$1" = runlight ] || [ "$1" = runlight-server ] || [ "$1" = node ] || { echo "npx $1: not in this test" >&2; exit 1; }; exec "$@"',
};

/** A directory in which a document's snippets run, one after the other, as its reader would run them. */
export class Workspace {
  readonly path = mkdtempSync(join(tmpdir(), 'runlight-docs-'));
  readonly #endpoint: string;

  /** `endpoint` is listened to in place of the one that the documents name. */
  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    const bin = join(this.path, '.bin');
    mkdirSync(bin);
    for (const [name, script] of Object.entries(COMMANDS)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(this.path, 'node_modules'));
    this.save('package.json', '{ "type": "module" }');
    this.save(LOG, '');
  }

  save(name: string, text: string): void {
    writeFileSync(join(this.path, name), text.replaceAll(EXAMPLE_ENDPOINT, this.#endpoint));
  }

  program(name: string): Promise<Execution> {
    return this.#execute('node', [name]);
  }

  commands(text: string): Promise<Execution> {
    return this.#execute('sh', ['-c', text.replaceAll(EXAMPLE_ENDPOINT, this.#endpoint)]);
  }

  /** The files of the runs that were made here, `runs/…`. */
  runFiles(): string[] {
    return readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1))
      .filter((file) => file.startsWith('runs/'));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #misuses(): string[] {
    return readFileSync(join(this.path, LOG), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }

  #execute(command: string, args: readonly string[]): Promise<Execution> {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:OTEL|RUNLIGHT|VITEST|NODE)_/.test(name)),
    );
    const path = [join(this.path, '.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
    const options = {
      cwd: this.path,
      env: { ...env, PATH: path, NODE_OPTIONS: '--conditions=@runlight/source', TZ: 'UTC', COLUMNS: '100' },
    };
    return new Promise((resolve) => {
      let output = '';
      const child = execFile(command, args, options, (error) => {
        const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
        resolve({
          exitCode,
          output,
          misuses: [...this.#misuses(), ...(output.match(/^.*: (?:command )?not found$/gm) ?? [])],
        });
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (text: string) => (output += text));
      }
    });
  }
}
