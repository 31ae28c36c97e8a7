import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { isEventName } from '@runlight/contract';

import type { Conventions } from '../options.ts';
import { StatelessProcessor } from '../stateless-processor.ts';
import { cicdOfEvent, cicdOfSpan } from './cicd-attributes.ts';
import { genAiOfSpan } from './gen-ai-attributes.ts';

/** Adds the attributes of other conventions to the spans of runs and steps, when they are about to end. */
export class ConventionSpanProcessor extends StatelessProcessor implements SpanProcessor {
  readonly #conventions: Conventions;

  constructor(conventions: Conventions) {
    super();
    this.#conventions = conventions;
  }

  onStart(): void {
    // The outcome is not known yet.
  }

  onEnding(span: Span): void {
    const { cicd, genAi } = this.#conventions;
    if (cicd === true) span.setAttributes(cicdOfSpan(span.attributes) ?? {});
    if (genAi === true) span.setAttributes(genAiOfSpan(span.attributes, span.events) ?? {});
  }

  onEnd(): void {
    // An ended span takes no attributes.
  }
}

/** Adds `cicd.pipeline.*` to the log records of lifecycle events. */
export class CicdLogRecordProcessor extends StatelessProcessor implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord): void {
    if (isEventName(record.eventName)) record.setAttributes(cicdOfEvent(record.eventName, record.attributes));
  }
}
