import type { Attributes } from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { ATTR, fieldsFromAttributes, isEventName } from '@runlight/contract';

/** What a model step's details are called in the semantic conventions for generative AI (in development). */
const OF_DETAILS: Readonly<Record<string, string>> = {
  model: 'gen_ai.request.model',
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  temperature: 'gen_ai.request.temperature',
  max_tokens: 'gen_ai.request.max_tokens',
  maxTokens: 'gen_ai.request.max_tokens',
  response_model: 'gen_ai.response.model',
  responseModel: 'gen_ai.response.model',
};

/** The same for what it used. A total of tokens has no name there. */
const OF_USAGE: Readonly<Record<string, string>> = {
  input_tokens: 'gen_ai.usage.input_tokens',
  output_tokens: 'gen_ai.usage.output_tokens',
};

/** `gen_ai.*` for the span of a step of type `model` that is about to end, from the events on it; else undefined. */
export function genAiOfSpan(attributes: Attributes, events: readonly TimedEvent[]): Attributes | undefined {
  if (attributes[ATTR.STEP_STATUS] === undefined || attributes[ATTR.STEP_TYPE] !== 'model') return undefined;
  const added: Attributes = {};
  for (const event of events) {
    if (!isEventName(event.name)) continue;
    const { details, usage } = fieldsFromAttributes(event.attributes ?? {}, '');
    rename(details, OF_DETAILS, added);
    rename(usage, OF_USAGE, added);
  }
  return added;
}

function rename(fields: unknown, names: Readonly<Record<string, string>>, into: Attributes): void {
  if (typeof fields !== 'object' || fields === null) return;
  for (const [field, value] of Object.entries(fields)) {
    const name = names[field];
    if (name !== undefined && isPlain(value)) into[name] = value;
  }
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
