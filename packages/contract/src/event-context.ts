/**
 * Where the context that a log record is emitted with holds the event itself: a processor in the same process takes it
 * from there instead of decoding the record's attributes. The key is as OpenTelemetry's `createContextKey` makes it.
 */
export const EVENT_CONTEXT_KEY: symbol = Symbol.for('runlight.event');
