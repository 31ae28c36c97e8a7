import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

/** Imports an entry in a process of its own and tells every module that this loaded. */
function modulesOf(entry: string): string[] {
  const url = pathToFileURL(join(import.meta.dirname, entry)).href;
  const code = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({
      load(url, context, next) {
        loaded.add(url);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(url)});
    console.log(JSON.stringify([...loaded]));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[]; // printed three lines above
}

const here = pathToFileURL(join(import.meta.dirname, '/')).href;

test('importing the vocabulary loads the package’s own files and nothing else: no dependency, no node:, no schemas', () => {
  const loaded = modulesOf('index.ts');
  expect(loaded.length).toBeGreaterThan(20);
  expect(loaded.filter((url) => !url.startsWith(here))).toEqual([]);
  expect(loaded.filter((url) => url.startsWith(`${here}schemas/`))).toEqual([]);
});

test('importing the schemas loads zod', () => {
  expect(modulesOf('schemas/index.ts').some((url) => url.includes('/node_modules/zod/'))).toBe(true);
});
