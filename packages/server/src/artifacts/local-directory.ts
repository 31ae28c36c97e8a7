import { lstatSync } from 'node:fs';

import { runDirectoryOf } from '@runlight/run-dir';

/** The directory of a run on this machine; undefined if none of the server's runs directories has it. */
export function localDirectory(runsDirectories: readonly string[], runId: string): string | undefined {
  return runsDirectories
    .map((root) => runDirectoryOf(root, runId))
    .find((directory) => lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() === true);
}
