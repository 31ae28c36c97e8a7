// Bundles the JavaScript of every published package into one file per entry; `tsc -b` made the declarations.
// A process that is started for one run pays for every file it loads: importing a bundle takes a fifth of the time.
import { copyFileSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { rolldown } from 'rolldown';

const SOURCE = '@runlight/source';

interface Manifest {
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>> | null>>;
  readonly bin?: Readonly<Record<string, string>>;
}

for (const manifest of globSync('packages/*/package.json').toSorted())
  await bundle(resolve(dirname(manifest)));

async function bundle(cwd: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as Manifest; // npm checks its form
  if (manifest.private === true) return;
  copyFileSync('LICENSE', join(cwd, 'LICENSE')); // npm packs the one beside the manifest
  const sources = Object.values(manifest.exports ?? {}).flatMap((conditions) => conditions?.[SOURCE] ?? []);
  if (manifest.bin !== undefined) sources.push('./src/main.ts');
  const input = Object.fromEntries(sources.map((file) => [file.slice('./src/'.length, -'.ts'.length), file]));
  // The SDK takes what it needs of the contract into its own file: it is imported by every program that is wrapped.
  const inlined = basename(cwd) === 'sdk' ? ['@runlight/contract'] : [];
  const built = await rolldown({
    cwd,
    input,
    platform: 'node',
    external: (id) => !/^[./]/.test(id) && !inlined.includes(id) && !sources.includes(`./${id}`),
    resolve: { conditionNames: [SOURCE, 'import'] },
    treeshake: { moduleSideEffects: false },
  });
  await built.write({ dir: join(cwd, 'dist'), format: 'esm', sourcemap: true, chunkFileNames: '[name].js' });
  await built.close();
}
