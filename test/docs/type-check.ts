import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { REPOSITORY, type Document } from './documents.ts';
import { snippetsIn } from './snippets.ts';

/** What fragments may speak of without saying where they have it from. */
const SCOPE = `
declare const run: import('@runlight/sdk').Run;
declare const step: import('@runlight/sdk').Step;
declare const runlight: import('@runlight/node').Runlight;
declare const directory: string;
declare const lines: string[];
`;

const OPTIONS = {
  extends: join(REPOSITORY, 'tsconfig.json'),
  compilerOptions: {
    composite: false,
    tsBuildInfoFile: null,
    declarationMap: false,
    emitDeclarationOnly: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ['*/*.ts', 'scope.d.ts'],
  references: [],
};

export interface TypeFault {
  /** `README.md:17`. */
  readonly place: string;
  readonly message: string;
}

/** Type-checks every `ts` block, program or fragment, against the sources of the packages. Throws if it can't. */
export function typeFaultsIn(documents: readonly Document[]): TypeFault[] {
  const directory = mkdtempSync(join(tmpdir(), 'runlight-docs-types-'));
  try {
    const places = new Map<string, { readonly path: string; readonly line: number }>();
    for (const [index, { path, blocks }] of documents.entries()) {
      mkdirSync(join(directory, String(index)));
      for (const { kind, block } of snippetsIn(blocks)) {
        if (block.language !== 'ts') continue;
        const file = `${index}/${kind}-${block.line}.ts`;
        places.set(file, { path, line: block.line });
        writeFileSync(join(directory, file), `${block.text}\nexport {};\n`);
      }
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(directory, 'scope.d.ts'), SCOPE);
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(OPTIONS));
    return [...compilerOutput(directory).matchAll(/^(\d+\/[\w-]+\.ts)\((\d+),\d+\): error (.+)$/gm)].map(
      ([, file = '', line = '', message = '']) => {
        const place = places.get(file);
        return { place: `${place?.path}:${(place?.line ?? 0) + Number(line) - 1}`, message };
      },
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function compilerOutput(directory: string): string {
  const compiler = join(REPOSITORY, 'node_modules/.bin/tsc');
  try {
    return execFileSync(compiler, ['-p', directory, '--pretty', 'false'], {
      cwd: directory,
      encoding: 'utf8',
    });
  } catch (error) {
    // An `as`: what execFileSync throws when the command fails, with what it printed.
    const { stdout } = error as { stdout: string };
    if (/^error TS/m.test(stdout) || !stdout.includes('error TS')) throw new Error(stdout, { cause: error });
    return stdout;
  }
}
