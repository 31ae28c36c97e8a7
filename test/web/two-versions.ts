import type { RunEvent } from '@runlight/contract';
import { versionRuns } from '@runlight/testing/runs';

const HOUR_MS = 3_600_000;

/** Runs of `invoice` in two versions: the later fails more, takes longer, has another error and another step. */
export function twoVersions(): RunEvent[] {
  const ago = (hours: number) => Date.now() - hours * HOUR_MS;
  const before = { version: '4.1', startsAt: ago(30), step: 'charge', durationMs: 2000, tokens: 900 };
  const after = { version: '4.2', startsAt: ago(2), step: 'charge-card', durationMs: 3000 };
  return [
    ...versionRuns({ ...before, succeeded: 38, failed: 2 }),
    ...versionRuns({ ...after, succeeded: 9, failed: 3, code: 'card_declined', environment: 'prod' }),
  ];
}
