import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTR } from '@runlight/contract';
import { currentRunIdentity, type RunIdentityAttributes } from '@runlight/sdk';

import { StatelessProcessor } from '../stateless-processor.ts';

/**
 * Puts the identity of the run and the step it was made in on every span, also on those of other instrumentations.
 *
 * Spans that have it, like Runlight's own, are left as they are. Must stand before the processors that export.
 */
export class RunIdentitySpanProcessor extends StatelessProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    if (ATTR.RUN_ID in span.attributes) return;
    const identity = identityOf(parentContext);
    if (identity !== undefined) span.setAttributes(identity);
  }

  onEnd(): void {
    // The identity is known from the start.
  }
}

/** {@link RunIdentitySpanProcessor} for log records. */
export class RunIdentityLogRecordProcessor extends StatelessProcessor implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    if (ATTR.RUN_ID in record.attributes) return;
    const identity = identityOf(context);
    if (identity !== undefined) record.setAttributes(identity);
  }
}

/** A context passed by hand says where something belongs; one that says nothing, like the root context, does not count. */
function identityOf(context: Context | undefined): RunIdentityAttributes | undefined {
  return currentRunIdentity(context) ?? currentRunIdentity();
}
