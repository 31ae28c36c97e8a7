import { createOtlpExporters } from '@runlight/node';
import type { ReplayExporters } from '@runlight/run-dir';

/** The exporters of the configured OTLP endpoint; none for a signal without one. */
export function configuredExporters(): ReplayExporters {
  const { logExporter, spanExporter } = createOtlpExporters();
  return { ...(logExporter && { logExporter }), ...(spanExporter && { spanExporter }) };
}
