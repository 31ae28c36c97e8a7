import { addFieldAttributes, type EventAttributes } from '../../src/index.ts';
import { eventShapes, type FieldSchema } from './event-shapes.ts';
import { code, markdownTable } from './markdown-table.ts';
import { FIELD_MEANINGS, type Field } from './meanings.ts';

const TIMESTAMP = '2026-04-24T14:30:22.123456Z';

/** Every field once: what it holds, and the attributes that carry it on log records and span events. */
export function fieldTable(): string {
  const schemas = new Map<Field, { readonly schema: FieldSchema; ofRun: boolean; ofStep: boolean }>();
  for (const { fields } of eventShapes()) {
    const ofStep = fields.has('step_seq');
    for (const [field, { schema }] of fields) {
      const known = schemas.get(field) ?? {
        schema: withoutConstant(field, schema),
        ofRun: false,
        ofStep: false,
      };
      schemas.set(field, { ...known, ofRun: known.ofRun || !ofStep, ofStep: known.ofStep || ofStep });
    }
  }
  const unused = Object.keys(FIELD_MEANINGS).filter((field) => !schemas.has(field as Field)); // the keys are fields
  if (unused.length > 0) throw new Error(`No event has the fields ${unused.join(', ')}`);
  const rows = [...schemas].map(([field, { schema, ofRun, ofStep }]) => {
    const places = [...(ofRun ? [false] : []), ...(ofStep ? [true] : [])];
    const attributes = new Set(places.flatMap((isOfStep) => attributesOf(field, schema, isOfStep)));
    return [code(field), typeText(schema), FIELD_MEANINGS[field], [...attributes].join(', ')];
  });
  return markdownTable(['field', 'type', 'holds', 'attribute'], rows);
}

/** The discriminator has one value per event. */
function withoutConstant(field: Field, schema: FieldSchema): FieldSchema {
  return field === 'event' ? { type: 'string' } : schema;
}

function typeText({
  const: constant,
  enum: words,
  pattern,
  items,
  $ref,
  properties,
  required,
  ...rest
}: FieldSchema): string {
  if (constant !== undefined) return code(JSON.stringify(constant));
  if (words !== undefined) return words.map(code).join(', ');
  if (pattern !== undefined) return patternText(new RegExp(pattern));
  if (items !== undefined) return `list of ${typeText(items)}s`;
  if ($ref !== undefined) return 'JSON';
  if (properties !== undefined) {
    return Object.keys(properties)
      .map((name) => code(required?.includes(name) === true ? name : `${name}?`))
      .join(', ');
  }
  if (rest.additionalProperties !== undefined) return `${typeText(rest.additionalProperties)}s by name`;
  return rest.type ?? 'JSON';
}

function patternText(pattern: RegExp): string {
  if (pattern.test(TIMESTAMP)) return 'timestamp';
  const digits = [16, 32].find((count) => pattern.test('a'.repeat(count)));
  if (digits === undefined) throw new Error(`No words for ${pattern.source}`);
  return `${digits} hex digits`;
}

/** What the codec makes of the field. */
function attributesOf(field: Field, schema: FieldSchema, ofStep: boolean): string[] {
  if (field === 'timestamp') return ['the time of the record'];
  const attributes: EventAttributes = addFieldAttributes({}, { [field]: exampleOf(schema) }, ofStep);
  return Object.keys(attributes).map(code);
}

function exampleOf({
  const: constant,
  enum: words,
  pattern,
  items,
  properties,
  additionalProperties,
  type,
}: FieldSchema): unknown {
  if (constant !== undefined) return constant;
  if (words !== undefined) return words[0];
  if (pattern !== undefined) return new RegExp(pattern).test(TIMESTAMP) ? TIMESTAMP : 'a'.repeat(16);
  if (items !== undefined) return [exampleOf(items)];
  if (properties !== undefined) {
    return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema)]));
  }
  if (additionalProperties !== undefined) return { '<name>': 1 };
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return 1;
    default:
      return 'text';
  }
}
