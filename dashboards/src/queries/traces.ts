import { ATTR } from '@runlight/contract';

/** The spans of one run. A run that lasted long lies in several blocks; only its own attributes find it in all. */
export function spansOfRun(runId: string): string {
  return `{ span.${ATTR.RUN_ID} = "${runId}" }`;
}
