import { join } from 'node:path';

import { isEventName } from '@runlight/contract';
import { EventLineSchema, RunEventSchema } from '@runlight/contract/schemas';

import { RunDirError } from '../run-dir-error.ts';
import { readLines, type StreamLine } from '../read/stream-lines.ts';
import { issuesOf, type Report } from './problem.ts';

export interface EventsSummary {
  /** The run that the first line names. */
  readonly runId: string | undefined;
  readonly lines: number;
  /** The `event` of the last line. */
  readonly lastEvent: unknown;
}

/** Checks a stream line by line; undefined if there is none. */
export function checkEvents(directory: string, file: string, report: Report): EventsSummary | undefined {
  let summary: { runId: string | undefined; lines: number; lastEvent: unknown } | undefined;
  try {
    for (const line of readLines(join(directory, file))) {
      summary ??= { runId: undefined, lines: 0, lastEvent: undefined };
      summary.lines += 1;
      const fields = objectIn(line, file, report);
      summary.lastEvent = fields?.['event'];
      if (fields === undefined) continue;
      checkFields(fields, line, file, report);
      const { run_id: runId } = fields;
      if (typeof runId !== 'string') continue;
      summary.runId ??= runId;
      if (runId !== summary.runId) {
        report({
          file,
          line: line.number,
          rule: 'run-id',
          message: `Names run ${runId}, not ${summary.runId}`,
        });
      }
    }
  } catch (error) {
    if (!(error instanceof RunDirError)) throw error;
    report({ file, rule: 'file-plain', message: error.message });
    return { runId: undefined, lines: 0, lastEvent: undefined };
  }
  return summary;
}

/** Lines of ours also have to be whole events. */
function checkFields(
  fields: Readonly<Record<string, unknown>>,
  line: StreamLine,
  file: string,
  report: Report,
): void {
  const found = issuesOf(EventLineSchema, fields);
  if (found.length === 0 && isEventName(fields['event'])) found.push(...issuesOf(RunEventSchema, fields));
  for (const message of found) report({ file, line: line.number, rule: 'fields', message });
}

function objectIn(
  line: StreamLine,
  file: string,
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    value = undefined;
  }
  if (line.complete && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>; // just checked
  }
  const message = line.complete
    ? 'No JSON object: cut off, by a crash or a full disk'
    : 'No newline at the end: cut off, or still being written';
  report({ file, line: line.number, rule: 'json', message });
  return undefined;
}
