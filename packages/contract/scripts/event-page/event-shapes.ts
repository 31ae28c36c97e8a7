import { z } from 'zod';

import { isEventName, type EventName } from '../../src/index.ts';
import { WorkflowEventSchema } from '../../src/schemas/index.ts';
import type { Field } from './meanings.ts';

/** As much of a JSON Schema as the schemas of events use. */
export interface FieldSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly items?: FieldSchema;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: FieldSchema;
}

export interface EventShape {
  readonly event: EventName;
  readonly fields: ReadonlyMap<Field, { readonly schema: FieldSchema; readonly isRequired: boolean }>;
}

/** The fields of every event, as the schemas have them. */
export function eventShapes(): EventShape[] {
  // An `as`: what zod makes of a discriminated union of objects.
  const { oneOf } = z.toJSONSchema(WorkflowEventSchema, { io: 'input', unrepresentable: 'any' }) as {
    oneOf: Required<Pick<FieldSchema, 'properties' | 'required'>>[];
  };
  return oneOf.map(({ properties, required }) => {
    const event = properties['event']?.const;
    if (!isEventName(event)) throw new Error(`${String(event)} is not the name of an event`);
    const fields = Object.entries(properties).map(
      // An `as`: the keys of the schemas are the fields of the types that are inferred from them.
      ([field, schema]) => [field as Field, { schema, isRequired: required.includes(field) }] as const,
    );
    // `dispatch_refused` says of run_id that it must not be there.
    return { event, fields: new Map(fields.filter(([, { schema }]) => Object.keys(schema).length > 0)) };
  });
}

/** The fields that all of some events have. */
export function commonFields(shapes: readonly EventShape[]): Set<Field> {
  const [first, ...others] = shapes;
  return new Set(
    [...(first?.fields.keys() ?? [])].filter((field) => others.every(({ fields }) => fields.has(field))),
  );
}
