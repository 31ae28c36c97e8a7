import type { EventName, WorkflowEvent } from '@runlight/contract';
import { WorkflowEventSchema } from '@runlight/contract/schemas';
import fc from 'fast-check';
import { z } from 'zod';

/** Events of one kind, with every optional field there or not: whatever the schema lets through. */
export function arbitraryEvent(name: EventName): fc.Arbitrary<WorkflowEvent> {
  const schema = WorkflowEventSchema.options.find(({ shape }) => shape.event.values.has(name as never));
  if (schema === undefined) throw new Error(`No schema for ${name}`);
  return arbitraryOf(schema).map((value) => WorkflowEventSchema.parse(value));
}

/** Values that a schema accepts. Knows the kinds of schema that events are made of. */
function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    return fc.oneof(...schema.options.map((option) => arbitraryOf(option)));
  }
  if (schema instanceof z.ZodObject) return arbitraryObject(schema);
  if (schema instanceof z.ZodString) return arbitraryString(schema);
  if (schema instanceof z.ZodNumber) return arbitraryNumber(schema);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element), { maxLength: 4 });
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(names, arbitraryOf(schema.valueType), { maxKeys: 4 });
  if (schema instanceof z.ZodUndefined) return fc.constant(undefined);
  if (schema instanceof z.ZodLazy) return fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text));
  throw new Error(`No arbitrary for schema ${schema.constructor.name}`);
}

const names = fc.stringMatching(/^[a-z]\w{0,8}$/);

function arbitraryObject(schema: z.ZodObject): fc.Arbitrary<unknown> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(schema.shape)) {
    const optional = field instanceof z.ZodOptional;
    fields[name] = arbitraryOf(optional ? field.unwrap() : field);
    if (!optional) required.push(name);
  }
  return fc.record(fields, { requiredKeys: required });
}

function arbitraryString(schema: z.ZodString): fc.Arbitrary<string> {
  const { pattern, minLength = 0 } = z.toJSONSchema(schema);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: 30, unit: 'grapheme' });
}

function arbitraryNumber(schema: z.ZodNumber): fc.Arbitrary<number> {
  const { type, minimum = -1e9, exclusiveMinimum = -1e9 } = z.toJSONSchema(schema);
  const range = { min: Math.max(minimum, Number(exclusiveMinimum), -1e9), max: 1e9 };
  const value =
    type === 'integer' ? fc.integer(range) : fc.double({ ...range, noNaN: true }).map((number) => number + 0); // JSON has no -0
  return value.filter((number) => schema.safeParse(number).success);
}
