import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseSync, Visitor } from 'oxc-parser';

import { REPOSITORY } from './documents.ts';

/** The entries that our packages publish, and by which their users import them. */
const ENTRIES = [
  'packages/contract/src/index.ts',
  'packages/contract/src/schemas/index.ts',
  'packages/sdk/src/index.ts',
  'packages/run-dir/src/index.ts',
  'packages/node/src/index.ts',
];

/** What the entries export, types included. */
export function exportedNames(): Set<string> {
  const names = ENTRIES.flatMap((entry) =>
    parse(entry).module.staticExports.flatMap(({ entries }) =>
      entries.map(({ exportName }) => exportName.name),
    ),
  );
  return new Set(names.filter((name) => name !== null));
}

/** The members of what is declared in the sources of the packages: methods, properties, fields of schemas. */
export function memberNames(): Set<string> {
  const names = new Set<string>();
  const take = ({ key }: { readonly key: { readonly type: string } }): void => {
    if (key.type === 'Identifier' && 'name' in key) names.add(String(key.name));
  };
  const visitor = new Visitor({
    MethodDefinition: take,
    PropertyDefinition: take,
    Property: take,
    TSPropertySignature: take,
    TSMethodSignature: take,
  });
  const declaring = ['packages/{contract,sdk,run-dir,node}/src/**/*.ts', 'dashboards/src/targets.ts'];
  for (const file of declaring.flatMap(sources)) visitor.visit(parse(file).program);
  return names;
}

/** The variables of the environment that the packages and the configurations read or set. */
export function ownVariables(): Set<string> {
  return wordsIn(
    ['packages/*/src/**/*.ts', '.ci/*.ts', 'collector-config/*.{ts,yaml}'],
    /\bRUNLIGHT_[A-Z_]+\b/g,
  );
}

/** The names of events and attributes that the contract has, and of metrics and attributes that the Collector adds. */
export function telemetryNames(): Set<string> {
  return wordsIn(
    ['packages/contract/src/**/*.ts', 'packages/collector/{workflowrun*,internal/event}/*.go'],
    /(?<=['"])workflow\.[\w.]+(?=['"])/g,
  );
}

/** The names in files that other programs read: keys of charts, alerts. Words of one piece are not among them. */
export function configuredNames(): Set<string> {
  return wordsIn(['collector-config/**/*.yaml', 'dashboards/alerts/*.yaml'], /\b[A-Za-z]*[a-z\d][A-Z]\w*/g);
}

function wordsIn(patterns: readonly string[], word: RegExp): Set<string> {
  return new Set(
    patterns
      .flatMap(sources)
      .flatMap((file) => readFileSync(join(REPOSITORY, file), 'utf8').match(word) ?? []),
  );
}

function sources(pattern: string): string[] {
  return globSync(pattern, { cwd: REPOSITORY }).filter((file) => !file.endsWith('.test.ts'));
}

function parse(path: string) {
  return parseSync(path, readFileSync(join(REPOSITORY, path), 'utf8'));
}
