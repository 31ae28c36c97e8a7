// Builds otelcol-runlight, the Collector with Runlight's components.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { goBinary } from '../.ci/go-binary.ts';
import { BUILDER, collectorRecipe } from './collector-recipe.ts';

const HELP = `Builds otelcol-runlight, the OpenTelemetry Collector with Runlight's components, for this machine.

Usage: npm run build:collector [-- OPTIONS]

  --output FILE  copies the program there; without it, the path of the built one is printed
  --generate     writes the Go module otelcol-runlight/ anew from builder.yaml first
  --help         this text

What was built once is kept in RUNLIGHT_CACHE_DIR, or in node_modules/.cache/runlight/bin. Needs Go 1.26.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, generate: { type: 'boolean' }, output: { type: 'string' } },
  });
  if (values.help === true) return console.log(HELP);
  const report = (line: string): void => console.error(line);
  if (values.generate === true) await generate(report);
  const binary = await goBinary(collectorRecipe, { report });
  if (values.output === undefined) return console.log(binary);
  const output = resolve(values.output);
  mkdirSync(dirname(output), { recursive: true });
  // A program that runs can't be written to, but another one can take its place.
  rmSync(output, { force: true });
  copyFileSync(binary, output);
  report(`otelcol-runlight: now in ${output}`);
}

async function generate(report: (line: string) => void): Promise<void> {
  report('otelcol-runlight: generating the module from builder.yaml');
  const run = promisify(execFile);
  const options = { cwd: import.meta.dirname, env: { ...process.env, GOWORK: 'off' } };
  await run('go', ['run', BUILDER, '--config=builder.yaml', '--skip-compilation'], options);
  await run('go', ['mod', 'tidy'], { ...options, cwd: collectorRecipe.module });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
