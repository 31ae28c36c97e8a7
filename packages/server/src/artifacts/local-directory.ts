import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from '@hono/zod-openapi';
import { FILES, runDirectoryOf } from '@runlight/run-dir';

import type { RunRow } from '../store/schema.ts';

const OwnerSchema = z.object({ run_id: z.string(), tenant_id: z.string().nullish() });

/**
 * The directory of a run on this machine; undefined if none of the server's runs directories has it.
 *
 * Whoever may send events can give a run any id: a directory is a run's only if it says that it is of the same tenant.
 */
export function localDirectory(
  runsDirectories: readonly string[],
  run: Pick<RunRow, 'run_id' | 'tenant_id'>,
): string | undefined {
  return runsDirectories
    .map((root) => runDirectoryOf(root, run.run_id))
    .find((directory) => {
      if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
      const owner = ownerOf(directory);
      return owner?.run_id === run.run_id && (owner.tenant_id ?? '') === run.tenant_id;
    });
}

function ownerOf(directory: string): z.infer<typeof OwnerSchema> | undefined {
  try {
    const metadata: unknown = JSON.parse(readFileSync(join(directory, FILES.metadata), 'utf8'));
    return OwnerSchema.safeParse(metadata).data;
  } catch {
    return undefined; // no run has begun there yet
  }
}

const ProcessSchema = z.object({
  process: z.object({ pid: z.int().positive(), host: z.string() }).nullable(),
});

/** Which process executes a run, as its directory says; undefined if it does not. */
export function processIn(directory: string): { readonly pid: number; readonly host: string } | undefined {
  try {
    const status: unknown = JSON.parse(readFileSync(join(directory, FILES.status), 'utf8'));
    return ProcessSchema.safeParse(status).data?.process ?? undefined;
  } catch {
    return undefined; // as above
  }
}
