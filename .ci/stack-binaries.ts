// Builds the servers of the stack test: the Collector with our components, Loki, Tempo and Prometheus, as their Go modules
// in packages/testing/stack-binaries pin them.
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { collectorRecipe } from '../collector-config/collector-recipe.ts';
import { goBinary, type GoBuildOptions, type GoRecipe } from './go-binary.ts';

const MODULES = join(import.meta.dirname, '../packages/testing/stack-binaries');

const RECIPES = {
  collector: collectorRecipe,
  loki: {
    name: 'loki',
    module: join(MODULES, 'loki'),
    package: 'github.com/grafana/loki/v3/cmd/loki',
  },
  tempo: {
    name: 'tempo',
    module: join(MODULES, 'tempo'),
    package: 'github.com/grafana/tempo/cmd/tempo',
  },
  prometheus: {
    name: 'prometheus',
    module: join(MODULES, 'prometheus'),
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    // Nothing is scraped: the clients of clouds are most of what there would be to build.
    tags: ['remove_all_sd'],
  },
  promtool: {
    name: 'promtool',
    module: join(MODULES, 'prometheus'),
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    tags: ['remove_all_sd'],
  },
} satisfies Record<string, GoRecipe>;

export type StackBinary = keyof typeof RECIPES;
export const STACK_BINARIES = Object.keys(RECIPES) as StackBinary[]; // the keys of the very object

/** The path of a program of the stack, built if it is not there yet. */
export async function stackBinary(name: StackBinary, options?: GoBuildOptions): Promise<string> {
  return goBinary(RECIPES[name], options);
}

const HELP = `Builds the programs that the stack test runs, those that are not there yet, and prints where they are.

Usage: node .ci/stack-binaries.ts [NAME…]

  NAME    ${STACK_BINARIES.join(', ')}; all without one
  --help  this text

They are kept in RUNLIGHT_CACHE_DIR, or in node_modules/.cache/runlight/bin. Needs Go 1.26.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help === true) return console.log(HELP);
  const isName = (name: string): name is StackBinary => name in RECIPES;
  const unknown = positionals.find((name) => !isName(name));
  if (unknown !== undefined)
    throw new Error(`There is no ${unknown}. There is: ${STACK_BINARIES.join(', ')}`);
  const names = positionals.length === 0 ? STACK_BINARIES : positionals.filter(isName);
  // One after the other: a build uses every core.
  for (const name of names) console.log(await stackBinary(name, { report: (line) => console.error(line) }));
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
