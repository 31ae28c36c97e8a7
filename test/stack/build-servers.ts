import { STACK_BINARIES, stackBinary } from '../../.ci/stack-binaries.ts';

/** Builds the servers that are not built yet, before the clock of a test runs: from nothing it takes a quarter of an hour. */
export async function setup(): Promise<void> {
  for (const name of STACK_BINARIES) {
    await stackBinary(name, { report: (line) => process.stderr.write(`${line}\n`) });
  }
}
