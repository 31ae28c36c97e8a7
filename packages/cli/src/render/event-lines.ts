import {
  parseTimestamp,
  sentenceOf,
  severityOf,
  type EventSeverity,
  type RunEvent,
} from '@runlight/contract';

import type { Colors } from './colors.ts';
import { formatClock } from './durations.ts';
import { oneLine } from './printable.ts';

/** An event as a line for a person: when, how serious, and what happened in one sentence. */
export function eventLine(event: RunEvent, colors: Colors): string {
  const severity = severityOf(event);
  const paint = paintOf(severity, colors);
  const clock = formatClock(parseTimestamp(event.timestamp), { milliseconds: true });
  return `${colors.dim(clock)}  ${paint(`${severity.padEnd(5)}  ${oneLine(sentenceOf(event))}`)}`;
}

function paintOf(severity: EventSeverity, colors: Colors): (text: string) => string {
  switch (severity) {
    case 'INFO':
      return String;
    case 'WARN':
      return colors.yellow;
    case 'ERROR':
      return colors.red;
  }
}
