import { runCli } from '@runlight/testing/cli';
import { expect } from 'vitest';

import { progress } from '../ask/progress.ts';

/** Replays all runs of a directory, as a user would, and expects that everything was taken. */
export async function replay(runsDirectory: string, otlpHttpUrl: string): Promise<void> {
  const env = { RUNLIGHT_RUNS_DIR: runsDirectory, OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttpUrl };
  const { code, stdout, stderr } = await runCli(['replay'], { cwd: runsDirectory, env });
  progress(stdout.trim().replaceAll('\n', ' '));
  expect(stderr).toBe('');
  expect(code).toBe(0);
}
