import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { REPOSITORY } from './documents.ts';

export interface Execution {
  readonly exitCode: number;
  /** Of both streams, in the order in which it came. */
  readonly output: string;
}

/** Where the examples of the documents say that a backend listens. */
const EXAMPLE_ENDPOINT = 'http://localhost:4318';

const CLI = join(REPOSITORY, 'packages/cli/src/main.ts');
/** The shell finds these before anything else: `npx runlight` and `runlight` run the CLI's source. */
const COMMANDS = {
  runlight: `exec node '${CLI}' "$@"`,
  npx: '[ "$1" = runlight ] || [ "$1" = node ] || { echo "npx $1: not in this test" >&2; exit 1; }; exec "$@"',
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
  }

  save(name: string, text: string): void {
    writeFileSync(join(this.path, name), text.replaceAll(EXAMPLE_ENDPOINT, this.#endpoint));
  }

  program(name: string): Promise<Execution> {
    return this.#execute('node', [name]);
  }

  /** Stops at the first command that fails. */
  commands(text: string): Promise<Execution> {
    return this.#execute('sh', ['-e', '-c', text.replaceAll(EXAMPLE_ENDPOINT, this.#endpoint)]);
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
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, output });
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (text: string) => (output += text));
      }
    });
  }
}
