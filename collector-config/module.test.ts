// The committed Go module is what builder.yaml says.
import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { BUILDER } from './collector-recipe.ts';

test('the module is what the builder makes of builder.yaml', async () => {
  const generated = mkdtempSync(join(tmpdir(), 'runlight-module-'));
  const committed = join(import.meta.dirname, 'otelcol-runlight');
  try {
    cpSync(committed, generated, { recursive: true });
    // The sources alone: requirements are compared below, and stay as they were chosen.
    const args = ['run', BUILDER, '--config=builder.yaml', `--output-path=${generated}`];
    args.push('--skip-compilation', '--skip-get-modules');
    const env = { ...process.env, GOWORK: 'off' };
    await promisify(execFile)('go', args, { cwd: import.meta.dirname, env });
    const sources = globSync('*.go', { cwd: committed });
    expect(sources).toContain('components.go');
    const read = (directory: string): string[] =>
      sources.map((file) => readFileSync(join(directory, file), 'utf8'));
    expect(read(committed)).toEqual(read(generated));
  } finally {
    rmSync(generated, { recursive: true });
  }
});

test('the module requires every component in the version that builder.yaml names', () => {
  const manifest = readFileSync(join(import.meta.dirname, 'builder.yaml'), 'utf8');
  const named = [...manifest.matchAll(/gomod: (\S+ v\S+)/g)].map(([, module]) => module ?? '');
  expect(named.length).toBeGreaterThan(10);
  const required = readFileSync(join(import.meta.dirname, 'otelcol-runlight/go.mod'), 'utf8').split(/\n\t?/);
  for (const module of named) expect(required).toContain(module);
});
