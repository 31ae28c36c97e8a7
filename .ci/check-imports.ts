// Checks who may import whom. What a package publishes may import only what its row allows and what its
// package.json declares; an entry that promises to be cheap may not even reach more at run time.
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

/** `node:*` stands for all with that beginning; `type x` allows `import type` alone. */
const mayImport: Record<string, string[]> = {
  contract: ['zod'],
  sdk: ['@runlight/contract', '@opentelemetry/api', 'node:async_hooks'],
  'run-dir': ['@runlight/contract*', 'node:*', '@opentelemetry/api', 'type @opentelemetry/*'],
  node: ['@runlight/contract*', '@runlight/sdk', '@runlight/run-dir', 'node:*', '@opentelemetry/*'],
  cli: [
    '@runlight/contract*',
    '@runlight/sdk',
    '@runlight/run-dir',
    '@runlight/node',
    'node:*',
    'cli-table3',
    'commander',
    'log-update',
    'picocolors',
  ],
  server: [
    '@runlight/contract*',
    '@runlight/run-dir',
    '@runlight/sdk',
    'node:*',
    '@hono/node-server*',
    '@hono/zod-openapi',
    'commander',
    'csv-stringify*',
    'hono*',
    'ipaddr.js',
    'kysely*',
    'lru-cache',
    'pg',
    'protobufjs*',
    'rate-limiter-flexible',
    're2js',
    'standardwebhooks',
    'zod',
  ],
  client: [],
  web: [
    '@runlight/client',
    'type @runlight/contract',
    '@fontsource-variable/inter*',
    '@mantine/*',
    '@tanstack/*',
    '@tabler/icons-react',
    'react*',
    'recharts',
    'zod',
  ],
  dashboards: ['@runlight/contract', '@grafana/grafana-foundation-sdk*', 'yaml', 'node:*'],
};

/** What may be loaded, directly or through other files of the package, by importing the entry. */
const mayReach: Record<string, string[]> = {
  'packages/contract/src/index.ts': [],
};

interface Import {
  specifier: string;
  typeOnly: boolean;
}

interface Manifest {
  private?: boolean;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const faults: string[] = [];
let checkedImports = 0;

const packages = globSync(['packages/*/package.json', 'dashboards/package.json']).map((file) =>
  dirname(file),
);
for (const directory of packages) {
  // An `as`: npm itself has validated the shape of these files.
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
  if (manifest.private !== true || basename(directory) in mayImport) checkPackage(directory, manifest);
}
for (const [entry, allowed] of Object.entries(mayReach)) checkReach(entry, allowed);

if (checkedImports === 0) faults.push('found no imports to check');
for (const fault of faults) console.error(fault);
console.log(`${checkedImports} imports of ${packages.length} packages, ${faults.length} against the rules`);
process.exitCode = faults.length > 0 ? 1 : 0;

function checkPackage(directory: string, manifest: Manifest): void {
  const allowed = mayImport[basename(directory)];
  if (!allowed) return void faults.push(`${directory}: has no row in the import table`);

  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const sources = globSync(`${directory}/src/**/*.{ts,tsx}`).filter((file) => !/\.test\.tsx?$/.test(file));
  if (sources.length === 0) faults.push(`${directory}: has no sources`);

  for (const file of sources) {
    for (const { specifier, typeOnly } of importsOf(file)) {
      checkedImports += 1;
      if (specifier.startsWith('.')) {
        const target = relative(join(directory, 'src'), join(dirname(file), specifier));
        if (target.startsWith('..')) faults.push(`${file}: ${specifier} leaves the package`);
      } else if (!isAllowed(specifier, typeOnly, allowed)) {
        faults.push(`${file}: may not import ${specifier}${typeOnly ? '' : ' at run time'}`);
      } else if (!specifier.startsWith('node:') && !declared.includes(packageName(specifier))) {
        faults.push(`${file}: ${specifier} is not a declared dependency`);
      }
    }
  }
}

function checkReach(entry: string, allowed: string[]): void {
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const { specifier, typeOnly } of importsOf(file)) {
      if (typeOnly) continue;
      if (specifier.startsWith('.')) seen.add(join(dirname(file), specifier));
      else if (!isAllowed(specifier, typeOnly, allowed))
        faults.push(`${entry}: reaches ${specifier} through ${file}`);
    }
  }
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);

  const imports: Import[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    imports.push({ specifier: moduleRequest.value, typeOnly });
  }
  for (const { entries } of module.staticExports) {
    const from = entries[0]?.moduleRequest;
    if (from) imports.push({ specifier: from.value, typeOnly: entries.every((entry) => entry.isType) });
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = source.slice(moduleRequest.start + 1, moduleRequest.end - 1);
    imports.push({ specifier: literal, typeOnly: false });
  }
  return imports;
}

function isAllowed(specifier: string, typeOnly: boolean, allowed: string[]): boolean {
  return allowed.some((rule) => {
    const pattern = rule.replace(/^type /, '');
    if (pattern !== rule && !typeOnly) return false;
    return pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern;
  });
}

/** `@scope/name/entry` → `@scope/name`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
