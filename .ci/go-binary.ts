// A Go program that is built once from what it consists of and kept: the same sources are never built twice, not by two
// processes at a time either.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { withFileLock } from './file-lock.ts';

/** What a binary is built from. Whatever is part of it is part of the name that the binary is kept under. */
export interface GoRecipe {
  readonly name: string;
  /** The directory of the module, which has go.mod and go.sum with all versions and checksums. */
  readonly module: string;
  /** The `main` package, `.` or of a module that is required. */
  readonly package: string;
  readonly tags?: readonly string[];
  /** Globs of further sources, for modules that are replaced by a directory. */
  readonly sources?: readonly string[];
}

export interface GoBuildOptions {
  /** Told what happens, a line each. Nothing happens that takes long when the binary is there already. */
  readonly report?: (line: string) => void;
}

const ROOT = dirname(import.meta.dirname);
/** Older builds of a program that are kept, for going back and forth between branches. */
const KEPT_BUILDS = 3;
const GO_MISSING =
  'Go is not installed, or not on the PATH. Install Go 1.26 or newer (https://go.dev/dl), or put its bin directory on the PATH.';

/** The path of the recipe's binary, which is built if it is not there yet. */
export async function goBinary(
  recipe: GoRecipe,
  { report = () => {} }: GoBuildOptions = {},
): Promise<string> {
  const directory = cacheDirectory();
  const binary = join(directory, `${recipe.name}-${digestOf(recipe)}`);
  if (existsSync(binary)) {
    utimesSync(binary, new Date(), new Date());
    return binary;
  }

  mkdirSync(directory, { recursive: true });
  const waiting = (): void => report(`${recipe.name}: waits for another process that builds it`);
  await withFileLock(join(directory, `${recipe.name}.lock`), { waiting }, async () => {
    if (existsSync(binary)) return;
    const startedAt = performance.now();
    report(`${recipe.name}: building (minutes the first time, seconds after a change)`);
    await build(recipe, binary);
    report(`${recipe.name}: built in ${Math.round((performance.now() - startedAt) / 1000)} s`);
    removeOlderBuilds(directory, recipe.name);
  });
  return binary;
}

/** Whether binaries can be built here. */
export async function goIsInstalled(): Promise<boolean> {
  try {
    await promisify(execFile)('go', ['version']);
    return true;
  } catch (error) {
    if (isMissingProgram(error)) return false;
    throw error;
  }
}

async function build(recipe: GoRecipe, binary: string): Promise<void> {
  const unfinished = `${binary}.unfinished`;
  const args = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags=-s -w'];
  if (recipe.tags !== undefined) args.push(`-tags=${recipe.tags.join(',')}`);
  args.push('-o', unfinished, recipe.package);
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
  try {
    await promisify(execFile)('go', args, { cwd: recipe.module, env, maxBuffer: 64 * 1024 * 1024 });
    renameSync(unfinished, binary);
  } catch (error) {
    rmSync(unfinished, { force: true });
    if (isMissingProgram(error)) throw new Error(GO_MISSING, { cause: error });
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trimEnd() : '';
    throw new Error(`${recipe.name} could not be built:\n${output}`, { cause: error });
  }
}

function digestOf({ name, module, package: main, tags = [], sources = [] }: GoRecipe): string {
  const files = globSync(['*.go', 'go.mod', 'go.sum'].map((file) => join(module, file)));
  files.push(...globSync([...sources], { exclude: (file) => file.endsWith('_test.go') }));
  if (files.length === 0) throw new Error(`${name}: ${module} has no Go module`);
  const hash = createHash('sha256').update(JSON.stringify([main, tags, process.platform, process.arch]));
  for (const file of files.sort()) hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Outside of what git tracks: RUNLIGHT_CACHE_DIR, else inside node_modules. */
function cacheDirectory(): string {
  const given = process.env['RUNLIGHT_CACHE_DIR'];
  return given !== undefined && given !== '' ? given : join(ROOT, 'node_modules/.cache/runlight/bin');
}

function removeOlderBuilds(directory: string, name: string): void {
  const digest = '[0-9a-f]'.repeat(16);
  const builds = globSync(join(directory, `${name}-${digest}`)).map((file) => ({
    file,
    usedAt: statSync(file).mtimeMs,
  }));
  for (const { file } of builds.sort((a, b) => b.usedAt - a.usedAt).slice(KEPT_BUILDS))
    rmSync(file, { force: true });
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
