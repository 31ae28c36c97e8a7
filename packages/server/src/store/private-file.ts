import { closeSync, openSync } from 'node:fs';

/** Makes a file that is its owner's only, where there is none: what runs hold is nobody else's business. */
export function touchPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
