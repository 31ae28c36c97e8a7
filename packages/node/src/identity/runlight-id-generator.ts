import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { newSpanId, newTraceId, takePinnedSpanId, takePinnedTraceId } from '@runlight/sdk';

/**
 * Makes trace ids that sort by time: 48 bits of milliseconds since the epoch, then 80 random bits, so that the low 56 are
 * random as W3C Trace Context level 2 asks. Span ids are random.
 *
 * Spans that the SDK starts for a run get the ids that follow from the run's id.
 */
export class RunlightIdGenerator implements IdGenerator {
  generateTraceId(): string {
    return takePinnedTraceId() ?? newTraceId();
  }

  generateSpanId(): string {
    return takePinnedSpanId() ?? newSpanId();
  }
}
