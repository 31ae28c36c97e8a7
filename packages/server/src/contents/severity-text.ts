const NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/** The name of a severity: each has four numbers, from 1 on. Source: OpenTelemetry's data model of logs. */
export function severityText(severity: number): string {
  return NAMES[Math.floor((severity - 1) / 4)] ?? 'UNSPECIFIED';
}
