import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** `.status.json.4711-12.tmp`: a replacement that its process did not live to finish. */
const TEMPORARY = /^\..+\.\d+-[\w-]+\.tmp$/;

/** Removes what a killed process left of replacements. Only where no process of the run lives. */
export function removeTemporaries(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && TEMPORARY.test(entry.name))
      rmSync(join(entry.parentPath, entry.name), { force: true });
  }
}
