import {
  eventToAttributes,
  sentenceOf,
  SEVERITY_NUMBERS,
  severityOf,
  timestampToHrTime,
  type RunEvent,
} from '@runlight/contract';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';

/** Emits events as the SDK does, as log records through a real LoggerProvider. */
export class EventSource {
  readonly provider: LoggerProvider;

  constructor(...processors: LogRecordProcessor[]) {
    const resource = resourceFromAttributes({ 'service.name': 'invoices' });
    this.provider = new LoggerProvider({ resource, processors });
  }

  emit(...events: readonly RunEvent[]): void {
    const logger = this.provider.getLogger('test');
    for (const event of events) {
      const severityText = severityOf(event);
      logger.emit({
        eventName: event.event,
        timestamp: timestampToHrTime(event.timestamp),
        severityNumber: SEVERITY_NUMBERS[severityText],
        severityText,
        body: sentenceOf(event),
        attributes: eventToAttributes(event),
      });
    }
  }
}
