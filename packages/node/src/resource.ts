import { hostname } from 'node:os';

import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
  type Resource,
} from '@opentelemetry/resources';

/**
 * The resource of a process: what OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say, else the given service name, else
 * OpenTelemetry's default; the host and the process id.
 *
 * Without a `service.instance.id` of every process start, of which log stores make a stream each, and without the command
 * line, which may hold secrets.
 */
export function processResource(serviceName?: string): Resource {
  const ours = resourceFromAttributes({
    'host.name': hostname(),
    'process.pid': process.pid,
    ...(serviceName === undefined ? {} : { 'service.name': serviceName }),
  });
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource().merge(ours).merge(detectResources({ detectors }));
}
