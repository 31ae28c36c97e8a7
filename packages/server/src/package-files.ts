import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The directory of this package. It stands above the sources and above what is built from them. */
const ROOT = new URL('..', import.meta.url);

/** Where the page is built to. */
export const PAGE_DIRECTORY = fileURLToPath(new URL('dist/web', ROOT));

export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string }; // ours
  return manifest.version;
}
