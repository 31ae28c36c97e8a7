// Writes src/generated from the server's OpenAPI document: the types of every operation, and where it is asked.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createClient } from '@hey-api/openapi-ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
}

const DOCUMENT = join(import.meta.dirname, '../../server/openapi.json');
const DIRECTORY = join(import.meta.dirname, '../src/generated');
const HEADER = "// Generated from the server's OpenAPI document: npm run generate.\n";

rmSync(DIRECTORY, { recursive: true, force: true });
mkdirSync(DIRECTORY, { recursive: true });
await createClient({
  input: DOCUMENT,
  output: { path: DIRECTORY, clean: false, entryFile: false, header: HEADER },
  plugins: ['@hey-api/typescript'],
  logs: { level: 'error', file: false },
});

// An `as`: the server writes it, and its tests validate it.
const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary }]) => ({
      operationId,
      summary,
      method: method.toUpperCase(),
      path,
    })),
  )
  .toSorted((a, b) => (a.operationId < b.operationId ? -1 : 1));

const lines = [
  HEADER,
  "import type * as types from './types.gen.ts';\n",
  '/** What every operation takes and answers, by its id. */',
  'export interface Operations {',
  ...operations.map(({ operationId: id, method, path, summary }) => {
    const name = `${id[0]?.toUpperCase()}${id.slice(1)}`;
    return [
      `  /** ${summary}: \`${method} ${path}\`. */`,
      `  ${id}: { data: types.${name}Data; responses: types.${name}Responses };`,
    ].join('\n');
  }),
  '}\n',
  '/** Method and path of every operation. */',
  'export const OPERATIONS: Readonly<Record<keyof Operations, readonly [method: string, path: string]>> = {',
  ...operations.map(({ operationId, method, path }) => `  ${operationId}: ['${method}', '${path}'],`),
  '};\n',
];
writeFileSync(join(DIRECTORY, 'operations.gen.ts'), lines.join('\n'));
console.log(`${operations.length} operations in src/generated`);
