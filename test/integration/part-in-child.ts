import { TestChild } from '@runlight/testing';

import type { ToldTelemetry } from './told-telemetry.ts';

/** Runs code in a process with Runlight at work; gives what that process told of the run. */
export async function partInChild(
  runId: string,
  code: string,
  env: Readonly<Record<string, string>>,
): Promise<ToldTelemetry> {
  const { stdout, stderr } = await new TestChild(
    `import { LiveProcess } from '${new URL('live-process.ts', import.meta.url).href}';
     import { joinRun, resumeRun, withRun, withStep } from '@runlight/sdk';
     await using live = new LiveProcess();
     ${code}
     process.stdout.write(JSON.stringify(live.toldOf(${JSON.stringify(runId)})));`,
    { env },
  ).exited;
  if (stdout === '') throw new Error(`The child process told nothing: ${stderr}`);
  return JSON.parse(stdout) as ToldTelemetry; // written above
}
